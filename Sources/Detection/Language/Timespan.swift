import Basics

/// A length of time as Sigma writes it: a count and `s`, `m`, `h`, `d`, `w`, `M` or `y`.
///
/// A month is 30 days and a year 365, since a window has no calendar.
struct Timespan: Hashable, Sendable {
    var seconds: Int64

    init(_ text: String) throws(RuleFault) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = [
            "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 2_592_000,
            "y": 31_536_000,
        ]
        guard (1...9).contains(digits.count), let count = Int64(digits),
            let unit = units[String(text.dropFirst(digits.count))]
        else {
            throw RuleFault("\(text.quoted) is not a timespan; write for example 30s, 5m or 24h")
        }
        seconds = count * unit
    }
}

/// Lengths of time for people.
package enum LengthOfTime {
    private static let units: [(length: Int64, name: String)] = [
        (86_400, "day"), (3_600, "hour"), (60, "minute"),
    ]

    /// Rounded: days where there are two or more, else hours, minutes or seconds.
    package static func rounded(_ seconds: Int64) -> String {
        text(seconds) { seconds >= 2 * $0 || seconds == $0 }
    }

    /// Exact, in the largest unit that divides it.
    package static func exact(_ seconds: Int64) -> String {
        text(seconds) { seconds >= $0 && seconds % $0 == 0 }
    }

    private static func text(_ seconds: Int64, _ fits: (Int64) -> Bool) -> String {
        guard let unit = units.first(where: { fits($0.length) }) else {
            return "\(seconds) seconds"
        }
        let count = seconds / unit.length
        return count == 1 ? "1 \(unit.name)" : "\(count) \(unit.name)s"
    }
}
