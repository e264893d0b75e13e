import Basics
import Foundation

/// A time zone of the IANA database, and what its clocks show.
///
/// For example:
///
/// ```swift
/// let berlin = try ClockZone("Europe/Berlin")
/// berlin.clock(at: EventTime("2026-07-01T12:00:00Z")!).minute   // 14 * 60
/// ```
///
/// Related documentation: <https://www.iana.org/time-zones>
package struct ClockZone: Hashable, Sendable {
    package struct Clock: Hashable, Sendable {
        package var date: CivilDate
        /// The minute of the day, 0 to 1439.
        package var minute: Int

        /// The day of the week.
        package var weekday: Weekday { Weekday(date) }
    }

    /// The zone's name, for example `Europe/Berlin`.
    package let name: String
    private let zone: TimeZone

    package static let utc = ClockZone(name: "UTC", zone: .gmt)

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// - parameter name: A name such as `Europe/Berlin` or `UTC`. Abbreviations such as `PST` are
    ///   rejected: they ignore daylight saving, and `IST` is three zones.
    /// - throws: A ``TextFault`` for an unknown zone.
    package init(_ name: String) throws(TextFault) {
        if name == "UTC" || name == "Z" || name == "Etc/UTC" || name == "GMT" {
            self = .utc
            return
        }
        let isKnown = Self.names.contains(name) || name.hasPrefix("Etc/")
        guard isKnown, let zone = TimeZone(identifier: name) else {
            let nearest = NearestName.of(name, among: Self.names).map {
                "; did you mean \($0.quoted)?"
            }
            throw TextFault(
                "\(name.quoted) is not a time zone\(nearest ?? "; write UTC or a name such as Europe/Berlin")"
            )
        }
        self.init(name: name, zone: zone)
    }

    private static let names = Set(TimeZone.knownTimeZoneIdentifiers)

    /// The seconds that the zone's clocks are ahead of UTC.
    package func offset(at time: EventTime) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(time.seconds))))
    }

    /// What the zone's clocks show at a time.
    package func clock(at time: EventTime) -> Clock {
        let local = Int(time.seconds + offset(at: time))
        let day = (local >= 0 ? local : local - 86_399) / 86_400
        return Clock(
            date: CivilDate(daysSince1970: day),
            minute: (local - day * 86_400) / 60
        )
    }

    /// The first time at which the zone's clocks show a date and a minute.
    ///
    /// Where clocks skip the minute in spring, it is the moment of the change; where they show it
    /// twice in autumn, the first time, or with `last` the second.
    ///
    /// - parameters:
    ///   - date: The date on the calendar.
    ///   - minute: The minute of the day, 0 to 1440.
    ///   - last: Whether to return the later of two.
    package func time(_ date: CivilDate, minute: Int, last: Bool = false) -> EventTime {
        let local = Int64(date.daysSince1970) * 86_400 + Int64(minute) * 60
        // Offsets change at most once in the days around.
        let early = offset(at: EventTime(seconds: local - 86_400))
        let late = offset(at: EventTime(seconds: local + 86_400))
        let candidates = [early, late].map { EventTime(seconds: local - $0) }
            .filter { $0.seconds + offset(at: $0) == local }
        let fitting = last ? candidates.max() : candidates.min()
        if let fitting { return fitting }
        return change(from: local - max(early, late), to: local - min(early, late))
    }

    /// The first second with the later offset.
    private func change(from start: Int64, to end: Int64) -> EventTime {
        var (low, high) = (start, end)
        let target = offset(at: EventTime(seconds: end))
        while low < high {
            let middle = low + (high - low) / 2
            if offset(at: EventTime(seconds: middle)) == target {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return EventTime(seconds: low)
    }
}
