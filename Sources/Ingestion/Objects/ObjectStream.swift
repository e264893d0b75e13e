import Basics
import CloudTrail

/// A part of a bucket that is listed as one: the log files of one account and region, by day, or
/// all below a prefix that is laid out otherwise.
struct ObjectStream: Hashable, Sendable {
    var bucket: String
    /// What its keys begin with, ended by `/` where it is not empty.
    var prefix: String
    /// Whether `2026/03/07/` follows the prefix, so that keys are in the order of days.
    var isDated: Bool
    /// The position of what the user named and it was found under.
    var root: Int

    var description: String { "s3://\(bucket)/\(prefix)" }

    /// The day of a key, in days since 1970; nil where it tells none.
    func day(of key: String) -> Int64? {
        guard isDated else { return nil }
        return Self.day(key.utf8.dropFirst(prefix.utf8.count))
    }

    /// What keys of a day and later come behind.
    func start(ofDay day: Int64) -> String {
        let date = CivilDate(daysSince1970: Int(day))
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(prefix)\(date.year)/\(padded(date.month))/\(padded(date.day))/"
    }

    private static func day(_ key: Substring.UTF8View) -> Int64? {
        let parts = key.split(separator: UInt8(ascii: "/"), maxSplits: 3)
        guard parts.count == 4, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(Substring(parts[0])), let month = Int(Substring(parts[1])),
            let day = Int(Substring(parts[2])),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        return Int64(date.daysSince1970)
    }
}
