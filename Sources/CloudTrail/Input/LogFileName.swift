import Basics

/// What the name of a delivered log file tells: CloudTrail puts account, region and time in it.
///
/// For example:
///
/// ```swift
/// let name = LogFileName("AWSLogs/o-a1b2c3/510000000001/CloudTrail/eu-west-1/2026/03/07/"
///     + "510000000001_CloudTrail_eu-west-1_20260307T0145Z_Ab3dEf6hIj9kLm2n.json.gz")
/// name.account     // "510000000001"
/// name.delivered   // 2026-03-07T01:45:00Z
/// ```
///
/// Each part is nil where a file has been renamed. See [log file names][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
package struct LogFileName: Hashable, Sendable {
    /// The account that the events are of.
    package var account: String?
    /// The region of the trail's delivery; global services report theirs from elsewhere.
    package var region: String?
    /// The organisation, for the trail of one.
    package var organization: String?
    /// The minute of delivery, a few minutes after the events; for a digest, its end.
    package var delivered: EventTime?
    /// Whether the name is that of a digest file.
    package var isDigest = false

    /// Reads a path or an S3 key.
    package init(_ path: String) {
        let folders = path.split(separator: "/")
        guard let last = folders.last else { return }
        readFolders(folders.dropLast())
        let parts = last.prefix { $0 != "." }.split(separator: "_")
        guard parts.count >= 4, parts[0].isAccountID else { return }
        // Insight and NetworkActivity events have folders and names of their own.
        guard parts[1] == "CloudTrail" || parts[1].hasPrefix("CloudTrail-") else { return }
        if parts[1] == "CloudTrail-Digest" { isDigest = true }
        account = String(parts[0])
        region = String(parts[2])
        for part in parts[3...] {
            if let time = Self.time(part) { delivered = time }
        }
    }

    private mutating func readFolders(_ folders: ArraySlice<Substring>) {
        guard let logs = folders.lastIndex(of: "AWSLogs") else { return }
        var rest = folders[(logs + 1)...]
        if let first = rest.first, first.hasPrefix("o-") {
            organization = String(first)
            rest.removeFirst()
        }
        guard let first = rest.popFirst(), first.isAccountID else { return }
        account = String(first)
        guard let kind = rest.popFirst() else { return }
        isDigest = kind == "CloudTrail-Digest"
        region = rest.first.map(String.init)
        // The folders name the day, which is something where the file has been renamed.
        let date = rest.dropFirst().prefix(3).compactMap { $0.utf8.count <= 4 ? UInt16($0) : nil }
            .map(Int.init)
        if date.count == 3, let day = CivilDate(year: date[0], month: date[1], day: date[2]) {
            delivered = EventTime(seconds: Int64(day.daysSince1970) * 86_400)
        }
    }

    /// Reads `20260307T0145Z` or, as digests have it, `20260307T014500Z`.
    private static func time(_ text: Substring) -> EventTime? {
        let digits = Array(text.utf8)
        guard digits.count == 14 || digits.count == 16, digits[8] == UInt8(ascii: "T"),
            digits.last == UInt8(ascii: "Z")
        else { return nil }
        func number(_ start: Int, _ count: Int) -> Int? {
            let part = digits[start..<start + count]
            guard part.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            return Int(String(decoding: part, as: UTF8.self))
        }
        guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2),
            let hour = number(9, 2), let minute = number(11, 2),
            (0..<24).contains(hour), (0..<60).contains(minute),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        guard let seconds = digits.count == 16 ? number(13, 2) : 0, seconds < 60 else { return nil }
        let time = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + seconds
        return EventTime(seconds: Int64(time))
    }
}

extension LogFileName {
    /// The minute of delivery in a file's name, as a number that grows with time.
    ///
    /// It costs a fraction of reading the whole name, which sorting a million files needs.
    ///
    /// - parameter name: The UTF-8 bytes of a file's name, without folders.
    /// - returns: For example 202603070145; nil where the name has no time.
    package static func deliveryMinute(_ name: [UInt8]) -> Int64? {
        guard let last = name.lastIndex(of: UInt8(ascii: "_")), last >= 15,
            name[last - 15] == UInt8(ascii: "_"), name[last - 1] == UInt8(ascii: "Z"),
            name[last - 6] == UInt8(ascii: "T")
        else { return nil }
        var minute: Int64 = 0
        for byte in name[(last - 14)..<(last - 6)] + name[(last - 5)..<(last - 1)] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            minute = minute * 10 + Int64(byte - 0x30)
        }
        return minute
    }
}

extension Substring {
    fileprivate var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
