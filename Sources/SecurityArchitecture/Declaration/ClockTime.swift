import Basics

/// Reads and writes times of the day and dates.
enum ClockTime {
    /// Reads `8`, `08:00` or `24:00` as a minute of the day.
    static func minute(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let hour = number(parts[0]), hour <= 24 else { return nil }
        guard parts.count == 2 else { return hour * 60 }
        guard parts[1].utf8.count == 2, let minute = number(parts[1]), minute < 60,
            hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    /// Writes a minute of the day as `08:00`.
    static func text(_ minute: Int) -> String {
        let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hours / 10)\(hours % 10):\(minutes / 10)\(minutes % 10)"
    }

    /// Reads `2026-12-20`.
    static func date(_ text: some StringProtocol) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            parts[2].utf8.count == 2, let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2]), (1970...9999).contains(year)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        guard (1...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 })
        else { return nil }
        return Int(text)
    }
}

/// A day of the week.
package enum Weekday: Int, CaseIterable, Hashable, Sendable {
    /// The days, from Monday as ISO 8601 counts.
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    package init(_ date: CivilDate) {
        // 1 January 1970 was a Thursday.
        let day = (date.daysSince1970 + 3) % 7
        self = Self.allCases[day >= 0 ? day : day + 7]
    }

    /// The name, for example `Saturday`.
    package var name: String {
        let text = "\(self)"
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The short name, for example `Sat`.
    package var shortName: String { String(name.prefix(3)) }

    package var previous: Weekday { Self.allCases[(rawValue + 6) % 7] }

    /// Reads `Mon`, `monday` and anything between them; nil for anything else.
    init?(text: some StringProtocol) {
        let text = text.lowercased()
        guard text.utf8.count >= 3,
            let day = Self.allCases.first(where: { "\($0)".hasPrefix(text) })
        else { return nil }
        self = day
    }
}

/// A length of time in whole seconds.
///
/// For example:
///
/// ```swift
/// try TimeSpan("30d").seconds      // 2_592_000
/// try TimeSpan("1h30m").description  // "1h30m"
/// ```
package struct TimeSpan: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// - parameter text: Numbers with `w`, `d`, `h`, `m` or `s`, the longer units first.
    /// - throws: A ``TextFault`` when the text is not a span, or is 0 or longer than 100 years.
    package init(_ text: String) throws(TextFault) {
        let fault = TextFault("\(text.quoted) is not a duration; write 30d, 12h, 90m or 1h30m")
        var total: Int64 = 0
        var rest = text.utf8[...]
        var smallest = Int64.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
            guard (1...6).contains(digits.count), let number = Int64(String(digits) ?? ""),
                let letter = rest.dropFirst(digits.count).first,
                let unit = Self.units.first(where: { $0.letter == letter })?.seconds,
                unit < smallest
            else { throw fault }
            smallest = unit
            total += number * unit
            rest = rest.dropFirst(digits.count + 1)
        }
        guard total > 0, total <= 36_525 * 86_400 else { throw fault }
        seconds = total
    }

    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "w"), 604_800), (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3_600),
        (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.seconds < right.seconds }
}

extension TimeSpan: CustomStringConvertible {
    /// The span in days, hours, minutes and seconds, for example `1h30m`.
    package var description: String {
        var rest = seconds
        var text = ""
        for unit in Self.units.dropFirst() where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(Character(Unicode.Scalar(unit.letter)))"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
