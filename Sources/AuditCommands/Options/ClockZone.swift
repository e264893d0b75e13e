import ArgumentParser
import Basics
import Foundation

/// The time zone in which times are read and shown; UTC by default, as in the log.
///
/// For example:
///
/// ```swift
/// let zone = try ClockZone("Europe/Berlin", environment: [:])
/// zone.brief(EventTime(seconds: 1_772_847_605))  // 2026-03-07 02:40:05
/// ```
struct ClockZone: Hashable, Sendable {
    /// What headings call it: `UTC`, `+02:00`, `Europe/Berlin`.
    let name: String
    /// nil for UTC, which needs no tables.
    private let zone: TimeZone?

    static let utc = ClockZone(name: "UTC", zone: nil)

    private init(name: String, zone: TimeZone?) {
        self.name = name
        self.zone = zone
    }

    /// Reads a name.
    ///
    /// - parameters:
    ///   - text: `UTC`, `local`, an offset such as `+02:00`, or a name of the tz database in
    ///     either case.
    ///   - environment: Its `TZ` is the local zone; without it, the system's is.
    /// - throws: ``InvalidValue`` with the name that was probably meant.
    init(_ text: String, environment: [String: String]) throws {
        switch text.lowercased() {
        case "utc", "z", "gmt", "etc/utc": self = .utc
        case "local": self = Self.local(environment)
        default:
            if text.hasPrefix("+") || text.hasPrefix("-") {
                self = try Self.offset(text)
            } else if let zone = Self.named(text) {
                self.init(name: zone.identifier, zone: zone)
            } else {
                let near = Self.nearest(text).map { "did you mean \($0.quoted)? Or " } ?? ""
                throw InvalidValue(
                    near
                        + "use UTC, local, an offset such as +02:00, or a name such as Europe/Berlin"
                )
            }
        }
    }

    private static func local(_ environment: [String: String]) -> ClockZone {
        let named = environment["TZ"].flatMap { name in
            TimeZone(identifier: name.hasPrefix(":") ? String(name.dropFirst()) : name)
        }
        let zone = named ?? .current
        let isUTC = ["GMT", "UTC", "Etc/UTC"].contains(zone.identifier)
        return isUTC ? .utc : ClockZone(name: zone.identifier, zone: zone)
    }

    /// A zone of the tz database.
    ///
    /// Abbreviations are left out: BST is London's summer, and the hour of Dhaka.
    private static func named(_ text: String) -> TimeZone? {
        let lowercased = text.lowercased()
        let name = TimeZone.knownTimeZoneIdentifiers.first { $0.lowercased() == lowercased }
        let isOldName = text.contains("/") || ["CET", "EET", "WET", "MET"].contains(text)
        return (name ?? (isOldName ? text : nil)).flatMap(TimeZone.init(identifier:))
    }

    private static func nearest(_ text: String) -> String? {
        let names = TimeZone.knownTimeZoneIdentifiers
        if let name = NearestName.of(text, among: names) { return name }
        let cities = Dictionary(
            names.map { (String($0.split(separator: "/").last ?? ""), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let city = text.split(separator: "/").last.map(String.init) ?? text
        return NearestName.of(city, among: cities.keys).flatMap { cities[$0] }
    }

    /// `+02:00`, `-0530`, `+2`.
    private static func offset(_ text: String) throws -> ClockZone {
        var digits = String(text.dropFirst())
        if digits.dropLast(2).hasSuffix(":") { digits.removeAll { $0 == ":" } }
        if digits.count <= 2 { digits += "00" }
        guard (3...4).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits),
            number % 100 < 60, number <= 1_400
        else { throw InvalidValue("offsets are -14:00 to +14:00") }
        let (hours, minutes) = (number / 100, number % 100)
        guard number != 0 else { return .utc }
        let seconds = hours * 3_600 + minutes * 60
        return ClockZone(
            name: "\(text.prefix(1))\(Decimals.padded(hours)):\(Decimals.padded(minutes))",
            zone: TimeZone(secondsFromGMT: text.hasPrefix("-") ? -seconds : seconds)
        )
    }
}

extension ClockZone {
    /// The seconds to add to a UTC time at that time.
    func offset(at seconds: Int64) -> Int64 {
        guard let zone else { return 0 }
        return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// The time that clocks in the zone show, as if it were UTC.
    ///
    /// - parameter isEnd: Of an hour that comes twice, whether the second one is meant. One that
    ///   is left out is read as if the clocks had not been put forward.
    /// - returns: Seconds since 1970, UTC.
    func utc(ofLocal local: Int64, isEnd: Bool = false) -> Int64 {
        guard zone != nil else { return local }
        let day: Int64 = 86_400
        let around = [offset(at: local - day), offset(at: local + day)]
        let candidates = around.map { local - $0 }.filter { local - $0 == offset(at: $0) }
        return (isEnd ? candidates.max() : candidates.min()) ?? local - around[0]
    }

    /// The time as tables show it: `2026-03-07 02:40:05`.
    func brief(_ time: EventTime) -> String {
        EventTime(seconds: time.seconds + offset(at: time.seconds)).brief
    }

    /// The time in full: `2026-03-07T01:40:05Z`, `2026-03-07T02:40:05+01:00`.
    func full(_ time: EventTime) -> String {
        guard zone != nil else { return time.description }
        let offset = offset(at: time.seconds)
        let minutes = Int(abs(offset)) / 60
        return EventTime(seconds: time.seconds + offset).description.dropLast()
            + (offset < 0 ? "-" : "+") + Decimals.padded(minutes / 60) + ":"
            + Decimals.padded(minutes % 60)
    }
}

/// What time it is, and where: what `--since` and `--until` are read by.
struct Clock: Hashable, Sendable {
    /// The present, in seconds since 1970.
    var now: Int64
    var zone = ClockZone.utc
}

/// The time zone of a command.
struct ZoneOptions: ParsableArguments {
    // An offset may begin with a minus.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Time zone to read and show times in: UTC, local, +02:00, Europe/Berlin. Default: \
            $AUDIT_TZ, or UTC. Formats for programs keep UTC.
            """,
            valueName: "zone"
        )
    )
    var tz: String?

    /// The zone.
    ///
    /// - throws: ``CommandFailure`` for one that does not exist.
    func zone(_ environment: [String: String]) throws -> ClockZone {
        let variable = environment["AUDIT_TZ"].flatMap { $0.isEmpty ? nil : $0 }
        guard let text = tz ?? variable else { return .utc }
        do {
            return try ClockZone(text, environment: environment)
        } catch {
            throw CommandFailure(
                message:
                    "\(tz == nil ? "AUDIT_TZ" : "--tz"): no time zone \(text.quoted); \(error)",
                status: .usage
            )
        }
    }
}
