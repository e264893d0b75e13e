import Basics

/// A time given to `--since` and `--until`.
///
/// For example:
///
/// ```swift
/// let until = try TimeExpression("2026-03-07", Clock(now: now))
/// until.lowerBound           // 2026-03-07T00:00:00Z, in seconds since 1970
/// until.exclusiveUpperBound  // 2026-03-08T00:00:00Z: the whole day is meant
/// ```
///
/// - `90s`, `30m`, `24h`, `7d`, `2w`, `1mo`, `1y` (and `2 hours ago`): so long before now;
/// - `now`, `today`, `yesterday`;
/// - `2026`, `2026-03`, `2026-03-07`, `2026-03-07T01:40`, `2026-03-07 01:40:05.5`, the last two
///   with `Z` or an offset such as `+01:00` if wanted.
///
/// Days and times without an offset are those of the clock's zone: UTC by default.
///
/// A time keeps its precision: `--since` starts at ``lowerBound``, `--until` ends before
/// ``exclusiveUpperBound``.
struct TimeExpression: Hashable, Sendable {
    /// The first second that is meant, since 1970.
    let lowerBound: Int64

    /// The second after the last one that is meant, since 1970.
    let exclusiveUpperBound: Int64

    /// Reads a time.
    ///
    /// - parameter text: What was typed.
    /// - parameter clock: The present and its zone.
    /// - throws: A ``TimeExpressionError`` when the text is no time, is a day that no calendar
    ///   has, or lies outside the years 1970 to 9999.
    init(_ text: String, _ clock: Clock) throws(TimeExpressionError) {
        self = try TimeOption(text).time(clock)
    }

    /// Checks that a span is within the years of the log.
    init(_ span: Range<Int64>, _ text: String) throws(TimeExpressionError) {
        guard span.lowerBound >= 0, span.upperBound <= Self.endOfTime else {
            throw TimeExpressionError(text, reason: "it is outside the years 1970 to 9999")
        }
        lowerBound = span.lowerBound
        exclusiveUpperBound = span.upperBound
    }

    /// The beginning of the year 10000.
    private static let endOfTime: Int64 = 253_402_300_800
}

extension TimeExpression {
    /// Reads a year, a month, a day, or a time of a day.
    ///
    /// - parameter text: What was typed, in lower case.
    /// - parameter given: What was typed, for the error.
    /// - returns: The seconds, and whether they are those of a zone yet to be known.
    static func absolute(
        _ text: String,
        given: String
    ) throws(TimeExpressionError) -> (span: Range<Int64>, isLocal: Bool) {
        var cursor = TimeCursor(text)
        guard let year = cursor.number(digits: 4) else {
            throw TimeExpressionError(given, reason: unitless(text))
        }
        let hasMonth = cursor.skip("-")
        guard let month = hasMonth ? cursor.number(digits: 2) : 1 else {
            throw TimeExpressionError(given)
        }
        let hasDay = hasMonth && cursor.skip("-")
        guard let day = hasDay ? cursor.number(digits: 2) : 1 else {
            throw TimeExpressionError(given)
        }
        let hasTime = hasDay && (cursor.skip("t") || cursor.skip(" "))
        guard let time = hasTime ? timeOfDay(&cursor) : TimeOfDay(), cursor.isAtEnd else {
            throw TimeExpressionError(given)
        }
        if let reason = fault(year: year, month: month, day: day) ?? time.fault {
            throw TimeExpressionError(given, reason: reason)
        }
        let midnight = CivilDate.days(year: year, month: month, day: day) * 86_400
        let start = midnight + time.hour * 3_600 + time.minute * 60 + time.second - time.offset
        let length: Int
        if !hasMonth {
            length = CivilDate.days(year: year + 1, month: 1, day: 1) * 86_400 - midnight
        } else if time.hasSecond {
            length = 1
        } else if hasTime {
            length = 60
        } else if hasDay {
            length = 86_400
        } else {
            length = CivilDate.daysInMonth(month, year: year) * 86_400
        }
        return (Int64(start)..<Int64(start + length), !time.hasOffset)
    }

    /// What a number alone lacks; nil for anything else.
    private static func unitless(_ text: String) -> String? {
        guard (1..<4).contains(text.utf8.count), text.allSatisfy({ $0.isASCII && $0.isNumber })
        else {
            return nil
        }
        return "it has no unit: \(text)h is hours, \(text)d days, \(text)mo months"
    }

    private struct TimeOfDay {
        var hour = 0
        var minute = 0
        var second = 0
        var hasSecond = false
        var offset = 0
        var hasOffset = false
        var fault: String?
    }

    private static func timeOfDay(_ cursor: inout TimeCursor) -> TimeOfDay? {
        var time = TimeOfDay()
        guard let hour = cursor.number(digits: 2), cursor.skip(":"),
            let minute = cursor.number(digits: 2)
        else { return nil }
        (time.hour, time.minute) = (hour, minute)
        if cursor.skip(":") {
            guard let second = cursor.number(digits: 2) else { return nil }
            (time.second, time.hasSecond) = (second, true)
            if cursor.skip(".") || cursor.skip(",") {
                guard cursor.skipDigits() else { return nil }
            }
        }
        guard readOffset(&cursor, into: &time) else { return nil }
        if time.fault == nil {
            if hour > 23 { time.fault = "hours are 00 to 23" }
            if minute > 59 { time.fault = "minutes are 00 to 59" }
            if time.second > 59 { time.fault = "seconds are 00 to 59" }
        }
        return time
    }

    private static func readOffset(
        _ cursor: inout TimeCursor,
        into time: inout TimeOfDay
    ) -> Bool {
        guard !cursor.isAtEnd else { return true }
        time.hasOffset = true
        _ = cursor.skip(" ")
        if cursor.skip("z") || cursor.skip("utc") { return true }
        let isEast = cursor.skip("+")
        guard isEast || cursor.skip("-"), let hours = cursor.number(digits: 2) else {
            return false
        }
        var minutes = 0
        if cursor.skip(":") || !cursor.isAtEnd {
            guard let number = cursor.number(digits: 2) else { return false }
            minutes = number
        }
        if hours > 23 || minutes > 59 { time.fault = "offsets are -23:59 to +23:59" }
        time.offset = (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
        return true
    }

    private static func fault(year: Int, month: Int, day: Int) -> String? {
        guard year >= 1970 else { return "years are 1970 to 9999" }
        guard (1...12).contains(month) else { return "months are 01 to 12" }
        let length = CivilDate.daysInMonth(month, year: year)
        guard (1...length).contains(day) else {
            return "the days of \(year)-\(month < 10 ? "0" : "")\(month) are 01 to \(length)"
        }
        return nil
    }
}

extension TimeExpression {
    /// How long ago `7d`, `-7d`, `7 days`, `7d ago`, `1mo` is; nil when the text has no such form.
    ///
    /// - parameter text: What was typed, in lower case.
    /// - parameter given: What was typed, for the error.
    /// - returns: The number of seconds, or of months.
    static func age(
        _ text: String,
        given: String
    ) throws(TimeExpressionError) -> (amount: Int64, isMonths: Bool)? {
        var rest = text[...]
        if rest.hasPrefix("-") { rest = rest.dropFirst() }
        if rest.hasSuffix(" ago") { rest = rest.dropLast(4) }
        if rest.hasPrefix("a ") || rest.hasPrefix("an ") || rest.hasPrefix("one ") {
            rest = "1" + rest.drop { $0 != " " }
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        var unit = rest[digits.endIndex...]
        if unit.hasPrefix(" ") { unit = unit.dropFirst() }
        guard !digits.isEmpty, !unit.isEmpty, unit.allSatisfy({ $0.isASCII && $0.isLetter })
        else { return nil }
        guard let (length, isMonths) = length(of: unit) else {
            throw TimeExpressionError(given, reason: "the units are s, m, h, d, w, mo and y")
        }
        // Elsewhere M is months, which would be a search of minutes without a word.
        if unit == "m", given.contains("M") {
            throw TimeExpressionError(given, reason: "m is minutes and mo is months")
        }
        // An amount that no Int64 can hold is before 1970 whatever the unit.
        let (age, isTooOld) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: length)
        guard !isTooOld else { throw TimeExpressionError(given, reason: "it is before 1970") }
        return (age, isMonths)
    }

    private static func length(of unit: Substring) -> (Int64, isMonths: Bool)? {
        switch unit {
        case "s", "sec", "secs", "second", "seconds": (1, false)
        case "m", "min", "mins", "minute", "minutes": (60, false)
        case "h", "hr", "hrs", "hour", "hours": (3_600, false)
        case "d", "day", "days": (86_400, false)
        case "w", "wk", "week", "weeks": (604_800, false)
        case "mo", "mon", "mos", "month", "months": (1, true)
        case "y", "yr", "yrs", "year", "years": (12, true)
        default: nil
        }
    }
}

/// A place in a text that is read from left to right.
struct TimeCursor {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether everything has been read.
    var isAtEnd: Bool {
        index == bytes.count
    }

    /// Reads a number of exactly so many digits, or nothing.
    ///
    /// - parameter digits: How many digits; few enough for an `Int`.
    mutating func number(digits: Int) -> Int? {
        guard bytes.count - index >= digits else { return nil }
        var number = 0
        for byte in bytes[index..<(index + digits)] {
            guard byte &- 0x30 < 10 else { return nil }
            number = number * 10 + Int(byte &- 0x30)
        }
        index += digits
        return number
    }

    /// Passes over a text, if it comes next.
    ///
    /// - parameter text: The text.
    mutating func skip(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            guard bytes[index...].starts(with: expected) else { return false }
            index += expected.count
            return true
        }
    }

    /// Passes over digits; false when there is none.
    mutating func skipDigits() -> Bool {
        let start = index
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        return index > start
    }
}

/// Why a text is not a ``TimeExpression``.
struct TimeExpressionError: Error, Hashable, Sendable {
    /// What was given.
    let text: String

    /// What is wrong with it, when it nearly is a time.
    let reason: String?

    init(_ text: String, reason: String? = nil) {
        self.text = text
        self.reason = reason
    }
}

extension TimeExpressionError: CustomStringConvertible {
    private static let examples = "use for example 7d, 2026-03-07 or 2026-03-07T01:40:05Z"

    /// What is wrong, and three forms that would be right.
    var description: String {
        let reason = reason.map { ": \($0)" } ?? ""
        return "'\(TerminalText.visible(text))' is not a time\(reason); \(Self.examples)"
    }

    /// The same without the text.
    var hint: String { (reason.map { "\($0); " } ?? "") + Self.examples }
}
