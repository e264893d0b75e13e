/// Lengths of time as people say them.
package enum LengthOfTime {
    private static let units: [(length: Int64, name: String)] = [
        (86_400, "day"), (3_600, "hour"), (60, "minute"),
    ]

    /// The length in round figures: days where there are two or more, else hours, minutes or
    /// seconds.
    package static func rounded(_ seconds: Int64) -> String {
        text(seconds) { seconds >= 2 * $0 || seconds == $0 }
    }

    /// The length exactly, in the largest unit that counts it.
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
