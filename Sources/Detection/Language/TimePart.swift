import Basics

/// A part of a date or time as written: zones are not converted.
enum TimePart: String, Hashable, Sendable {
    case minute, hour, day, week, month, year

    /// The part of an ISO 8601 text; nil where the text is not a time, or has no such part.
    func value(in text: ArraySlice<UInt8>) -> Int64? {
        guard let date = WrittenTime(text) else { return nil }
        return switch self {
        case .minute: date.minute
        case .hour: date.hour
        case .day: date.day
        case .week: date.week
        case .month: date.month
        case .year: date.year
        }
    }
}

/// The numbers of an ISO 8601 date, with or without a time.
private struct WrittenTime {
    var year: Int64
    var month: Int64
    var day: Int64
    var hour: Int64?
    var minute: Int64?

    init?(_ text: ArraySlice<UInt8>) {
        let start = text.startIndex
        func number(_ offset: Int, _ count: Int) -> Int64? {
            guard offset + count <= text.count else { return nil }
            var number: Int64 = 0
            for byte in text[(start + offset)..<(start + offset + count)] {
                guard byte &- 0x30 < 10 else { return nil }
                number = number * 10 + Int64(byte &- 0x30)
            }
            return number
        }
        guard text.count >= 10, text.count <= 64,
            text[start + 4] == UInt8(ascii: "-"), text[start + 7] == UInt8(ascii: "-"),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            CivilDate(year: Int(year), month: Int(month), day: Int(day)) != nil
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        guard text.count > 10 else { return }
        let separator = text[start + 10]
        guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
            text.count >= 16, text[start + 13] == UInt8(ascii: ":"),
            let hour = number(11, 2), hour < 24, let minute = number(14, 2), minute < 60
        else { return nil }
        (self.hour, self.minute) = (hour, minute)
        guard text.count > 16 else { return }
        if text[start + 16] == UInt8(ascii: ":") {
            guard let second = number(17, 2), second <= 60 else { return nil }
        }
    }

    /// The week by ISO 8601: week 1 is the one with the year's first Thursday.
    var week: Int64? {
        guard let date = CivilDate(year: Int(year), month: Int(month), day: Int(day)) else {
            return nil
        }
        // 1970-01-01 was a Thursday; weekday 0 is Monday.
        let days = date.daysSince1970
        let weekday = ((days + 3) % 7 + 7) % 7
        let thursday = CivilDate(daysSince1970: days - weekday + 3)
        guard let first = CivilDate(year: thursday.year, month: 1, day: 1) else { return nil }
        return Int64((days - weekday + 3 - first.daysSince1970) / 7 + 1)
    }
}
