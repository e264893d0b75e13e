import CloudTrail

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
