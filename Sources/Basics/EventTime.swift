/// When an event happened: whole seconds since 1970, UTC.
///
/// For example:
///
/// ```swift
/// EventTime("2026-03-07T01:40:05Z")?.seconds  // 1772847605
/// EventTime("2026-03-07 01:40:05.9")          // the same: space, fraction, no zone
/// EventTime("redacted")                       // nil
/// ```
///
/// CloudTrail itself writes `2026-03-07T01:40:05Z` only. What other tools make of it is read too: a
/// space for the `T`, a fraction (dropped), a missing `Z` (it is UTC), an offset such as `+11:00`
/// or `+1100`, and lower-case letters. Anything else is rejected, and so are times before 1970 or
/// after 9999, which only a broken clock or a forger writes.
///
/// Related CloudTrail documentation:
/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>
package struct EventTime: Hashable, Sendable {
    /// The seconds since 1 January 1970, 00:00:00 UTC, leap seconds not counted.
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Reads a time; nil when the text is not one.
    ///
    /// - parameter text: For example `2026-03-07T01:40:05Z`, with nothing before or after it.
    package init?(_ text: String) {
        self.init(text.utf8.span)
    }

    /// Reads a time from UTF-8 bytes; nil when they are not one.
    ///
    /// - parameter utf8: For example the bytes of `2026-03-07T01:40:05Z`.
    /// - complexity: O(n) in bytes; nothing is allocated.
    package init?(_ utf8: Span<UInt8>) {
        guard let local = Self.localSeconds(utf8) else { return nil }
        // CloudTrail's own form: 20 bytes that end in Z.
        if utf8.count == 20, utf8[19] == UInt8(ascii: "Z") {
            guard local >= 0 else { return nil }
            seconds = local
            return
        }
        guard let offset = Self.offsetSeconds(utf8) else { return nil }
        let utc = local - offset
        guard utc >= 0, utc <= Self.last else { return nil }
        seconds = utc
    }

    /// 9999-12-31T23:59:59Z, the last time that has a year of four digits.
    private static let last: Int64 = 253_402_300_799

    /// Reads the first 19 bytes, `2026-03-07T01:40:05`, as if they were UTC.
    private static func localSeconds(_ utf8: Span<UInt8>) -> Int64? {
        guard utf8.count >= 19,
            utf8[4] == UInt8(ascii: "-"), utf8[7] == UInt8(ascii: "-"),
            utf8[10] == UInt8(ascii: "T") || utf8[10] == UInt8(ascii: " ")
                || utf8[10] == UInt8(ascii: "t"),
            utf8[13] == UInt8(ascii: ":"), utf8[16] == UInt8(ascii: ":"),
            let century = twoDigits(utf8, at: 0), let yearOfCentury = twoDigits(utf8, at: 2),
            let month = twoDigits(utf8, at: 5), let day = twoDigits(utf8, at: 8),
            let hour = twoDigits(utf8, at: 11), hour < 24,
            let minute = twoDigits(utf8, at: 14), minute < 60,
            let second = twoDigits(utf8, at: 17),
            // A leap second is the first of the next minute.
            second < 60 || (second == 60 && minute == 59),
            let date = CivilDate(year: century * 100 + yearOfCentury, month: month, day: day)
        else { return nil }
        return Int64(date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    /// Reads what follows the seconds: an optional fraction and an optional zone.
    private static func offsetSeconds(_ utf8: Span<UInt8>) -> Int64? {
        var index = 19
        if index < utf8.count,
            utf8[index] == UInt8(ascii: ".") || utf8[index] == UInt8(ascii: ",")
        {
            index += 1
            let start = index
            while index < utf8.count, isDigit(utf8[index]) { index += 1 }
            guard index > start else { return nil }
        }
        guard index < utf8.count else { return 0 }
        let sign: Int
        switch utf8[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return index + 1 == utf8.count ? 0 : nil
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        let hasColon = utf8.count - index == 6 && utf8[index + 3] == UInt8(ascii: ":")
        guard hasColon || utf8.count - index == 5,
            let hours = twoDigits(utf8, at: index + 1), hours < 24,
            let minutes = twoDigits(utf8, at: index + (hasColon ? 4 : 3)), minutes < 60
        else { return nil }
        return Int64(sign * (hours * 3_600 + minutes * 60))
    }

    private static func twoDigits(_ utf8: Span<UInt8>, at index: Int) -> Int? {
        let tens = utf8[index]
        let ones = utf8[index + 1]
        guard isDigit(tens), isDigit(ones) else { return nil }
        return Int(tens &- 0x30) &* 10 &+ Int(ones &- 0x30)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }
}

extension EventTime: Comparable {
    package static func < (left: EventTime, right: EventTime) -> Bool {
        left.seconds < right.seconds
    }
}

extension EventTime: CustomStringConvertible {
    /// The time as CloudTrail writes it, for example `2026-03-07T01:40:05Z`.
    package var description: String {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let secondOfDay = Int(remainder < 0 ? remainder + 86_400 : remainder)
        let date = CivilDate(daysSince1970: Int(remainder < 0 ? quotient - 1 : quotient))
        let hour = secondOfDay / 3_600
        let minute = secondOfDay / 60 % 60
        let second = secondOfDay % 60
        return "\(date)T\(hour / 10)\(hour % 10):\(minute / 10)\(minute % 10)"
            + ":\(second / 10)\(second % 10)Z"
    }
}
