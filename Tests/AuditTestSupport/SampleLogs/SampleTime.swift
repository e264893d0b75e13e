/// A moment in UTC, in whole seconds.
struct SampleTime: Hashable, Comparable, Sendable {
    var seconds: Int

    /// Monday 2026-03-02 00:00 UTC, when the story begins.
    static let start = SampleTime(seconds: 1_772_409_600)
    /// The week has seven days, Monday is day 0.
    static let end = SampleTime.start + 7 * 86_400

    /// A time of the week: day 0 is Monday.
    static func at(day: Int, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> SampleTime {
        start + (day * 86_400 + hour * 3600 + minute * 60 + second)
    }

    static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
    static func + (time: Self, seconds: Int) -> Self { Self(seconds: time.seconds + seconds) }
    static func - (time: Self, seconds: Int) -> Self { Self(seconds: time.seconds - seconds) }

    /// `2026-03-02T00:00:00Z`.
    var iso: String {
        "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(hour, 2)):\(digits(minute, 2)):\(digits(second, 2))Z"
    }

    /// `20260302T0000Z`, as in the names of log files.
    var fileMinute: String {
        "\(digits(year, 4))\(digits(month, 2))\(digits(day, 2))T\(digits(hour, 2))\(digits(minute, 2))Z"
    }

    /// `20260302T000000Z`, as in the names of digest files.
    var fileSecond: String {
        "\(digits(year, 4))\(digits(month, 2))\(digits(day, 2))"
            + "T\(digits(hour, 2))\(digits(minute, 2))\(digits(second, 2))Z"
    }

    /// `2026/03/02`, as in the folders of log files.
    var folder: String { "\(digits(year, 4))/\(digits(month, 2))/\(digits(day, 2))" }

    /// `Mar 2, 2026, 1:05:09 PM`: what STS and IAM write inside their responses.
    var localeText: String {
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let clock = "\((hour + 11) % 12 + 1):\(digits(minute, 2)):\(digits(second, 2))"
        return "\(names[month - 1]) \(day), \(year), \(clock) \(hour < 12 ? "AM" : "PM")"
    }

    var hour: Int { seconds % 86_400 / 3600 }
    var minute: Int { seconds % 3600 / 60 }
    private var second: Int { seconds % 60 }
    private var year: Int { date.year }
    private var month: Int { date.month }
    private var day: Int { date.day }

    /// The civil date, by Howard Hinnant's `civil_from_days`.
    private var date: (year: Int, month: Int, day: Int) {
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
