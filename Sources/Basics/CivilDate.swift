/// A day of the proleptic Gregorian calendar.
///
/// For example:
///
/// ```swift
/// CivilDate.days(year: 2026, month: 3, day: 7)  // 20519
/// CivilDate(daysSince1970: 20519).description   // "2026-03-07"
/// CivilDate(year: 2026, month: 2, day: 30)      // nil
/// ```
///
/// The arithmetic is our own, because a calendar of Foundation costs a hundred times as much and
/// would be the only reason to link it here.
///
/// Related documentation: <https://howardhinnant.github.io/date_algorithms.html>
package struct CivilDate: Hashable, Sendable {
    package let year: Int

    package let month: Int

    package let day: Int

    /// Creates a date, or nil when there is no such day.
    ///
    /// - parameter year: Any year whose days an `Int` can count.
    /// - parameter day: 1 to the length of that month in that year.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(month, year: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Creates the date so many days after 1 January 1970.
    ///
    /// - parameter days: The number of days; negative before 1970.
    /// - complexity: O(1)
    package init(daysSince1970 days: Int) {
        // Eras of 400 years, counted from 1 March 0000: the leap day is the last of its year.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The number of days from 1 January 1970 to this day.
    package var daysSince1970: Int {
        Self.days(year: year, month: month, day: day)
    }

    /// Returns the number of days from 1 January 1970 to a day.
    ///
    /// - parameter day: The day of the month. It is only added; ``init(year:month:day:)`` checks
    ///   that the day exists.
    /// - returns: The number of days; negative before 1970.
    /// - complexity: O(1)
    package static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    package static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}

extension CivilDate: Comparable {
    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as ISO 8601 writes it, for example `2026-03-07`.
    package var description: String {
        "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}
