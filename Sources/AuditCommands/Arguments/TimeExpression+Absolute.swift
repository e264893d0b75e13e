import CloudTrail

extension TimeExpression {
    /// Reads a month, a day, or a time of a day.
    ///
    /// - parameter text: What was typed, in lower case.
    /// - parameter given: What was typed, for the error.
    static func absolute(
        _ text: String,
        given: String
    ) throws(TimeExpressionError) -> Range<Int64> {
        var cursor = TimeCursor(text)
        guard let year = cursor.number(digits: 4), cursor.skip("-"),
            let month = cursor.number(digits: 2)
        else { throw TimeExpressionError(given) }
        let hasDay = cursor.skip("-")
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
        if time.hasSecond {
            length = 1
        } else if hasTime {
            length = 60
        } else if hasDay {
            length = 86_400
        } else {
            length = CivilDate.daysInMonth(month, year: year) * 86_400
        }
        return Int64(start)..<Int64(start + length)
    }

    private struct TimeOfDay {
        var hour = 0
        var minute = 0
        var second = 0
        var hasSecond = false
        var offset = 0
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
            if hour > 23 { time.fault = "an hour is 00 to 23" }
            if minute > 59 { time.fault = "a minute is 00 to 59" }
            if time.second > 59 { time.fault = "a second is 00 to 59" }
        }
        return time
    }

    private static func readOffset(
        _ cursor: inout TimeCursor,
        into time: inout TimeOfDay
    ) -> Bool {
        guard !cursor.isAtEnd else { return true }
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
        if hours > 23 || minutes > 59 { time.fault = "an offset is -23:59 to +23:59" }
        time.offset = (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
        return true
    }

    private static func fault(year: Int, month: Int, day: Int) -> String? {
        guard year >= 1970 else { return "the years are 1970 to 9999" }
        guard (1...12).contains(month) else { return "a month is 01 to 12" }
        let length = CivilDate.daysInMonth(month, year: year)
        guard (1...length).contains(day) else {
            return "the days of \(year)-\(month < 10 ? "0" : "")\(month) are 01 to \(length)"
        }
        return nil
    }
}
