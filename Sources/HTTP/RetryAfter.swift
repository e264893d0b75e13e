import Basics

/// Reads the `Retry-After` header: seconds, or a date in any of HTTP's three forms.
///
/// For example:
///
/// ```swift
/// RetryAfter.seconds("120", now: now)                             // 120
/// RetryAfter.seconds("Sun, 06 Nov 1994 08:49:37 GMT", now: now)   // 0: it has passed
/// RetryAfter.seconds("soon", now: now)                            // nil
/// ```
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>
package enum RetryAfter {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    package static func seconds(_ header: String, now: Int64) -> Int64? {
        let text = header.prefix(64)
        if let seconds = Int64(text.filter { $0 != " " }) { return seconds < 0 ? nil : seconds }
        return date(text, now: now).map { max(0, $0 - now) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
    /// `Sun Nov  6 08:49:37 1994`, in seconds since 1970.
    ///
    /// - parameter now: For a year of two digits.
    package static func date(_ text: Substring, now: Int64) -> Int64? {
        usualDate(text.utf8) ?? anyDate(text, now: now)
    }

    /// The first form, in which servers write: an object of S3 comes with two.
    ///
    /// - returns: nil for all others.
    static func usualDate(_ text: Substring.UTF8View) -> Int64? {
        let bytes = Array(text)
        func number(_ range: Range<Int>) -> Int? {
            var number = 0
            for byte in bytes[range] {
                guard byte &- 0x30 < 10 else { return nil }
                number = number * 10 + Int(byte - 0x30)
            }
            return number
        }
        guard bytes.count == 29, bytes[..<3].allSatisfy({ $0 | 0x20 &- 0x61 < 26 }),
            bytes[3] == UInt8(ascii: ","),
            [4, 7, 11, 16, 25].allSatisfy({ bytes[$0] == UInt8(ascii: " ") }),
            bytes[19] == UInt8(ascii: ":"), bytes[22] == UInt8(ascii: ":"),
            bytes[26...].elementsEqual("GMT".utf8),
            let month = months.firstIndex(where: { month in
                zip(month.utf8, bytes[8..<11]).allSatisfy { $0 == $1 | 0x20 }
            }),
            let date = number(5..<7), let year = number(12..<16),
            let hour = number(17..<19), let minute = number(20..<22), let second = number(23..<25),
            hour < 24, minute < 60, second <= 60,
            let day = CivilDate(year: year, month: month + 1, day: date)
        else { return nil }
        return Int64(day.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    static func anyDate(_ text: Substring, now: Int64) -> Int64? {
        var month: Int?
        var time: [Int]?
        var numbers: [(value: Int, digits: Int)] = []
        for word in text.lowercased().split(whereSeparator: { " ,-".contains($0) }) {
            if let index = months.firstIndex(of: String(word)) {
                month = index + 1
            } else if word.contains(":") {
                time = word.split(separator: ":").compactMap { Int($0) }
            } else if let number = Int(word) {
                numbers.append((number, word.count))
            }
        }
        guard let month, let time, time.count == 3, numbers.count == 2,
            (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2]),
            let year = year(numbers[1], now: now),
            let day = CivilDate(year: year, month: month, day: numbers[0].value)
        else { return nil }
        return Int64(day.daysSince1970 * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2])
    }

    /// A two-digit year is at most 50 years ahead.
    private static func year(_ number: (value: Int, digits: Int), now: Int64) -> Int? {
        if number.digits == 4 { return number.value }
        guard number.digits == 2 else { return nil }
        let current = CivilDate(daysSince1970: Int(now / 86_400)).year
        let year = current - current % 100 + number.value
        return year > current + 50 ? year - 100 : year
    }
}
