/// A time as people type it after `--since` and `--until`.
///
/// For example:
///
/// ```swift
/// let until = try TimeExpression("2026-03-07", now: now)
/// until.lowerBound           // 2026-03-07T00:00:00Z, in seconds since 1970
/// until.exclusiveUpperBound  // 2026-03-08T00:00:00Z: the whole day is meant
/// ```
///
/// - `90s`, `30m`, `24h`, `7d`, `2w` (and `7 days ago`): so long before now;
/// - `now`, `today`, `yesterday`;
/// - `2026-03`, `2026-03-07`, `2026-03-07T01:40`, `2026-03-07 01:40:05.5`, the last two with `Z`
///   or an offset such as `+01:00` if wanted.
///
/// Everything is UTC unless an offset is given, as the times in the log are.
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
    /// - parameter now: The present, in seconds since 1970.
    /// - throws: A ``TimeExpressionError`` when the text is no time, is a day that no calendar
    ///   has, or lies outside the years 1970 to 9999.
    init(_ text: String, now: Int64) throws(TimeExpressionError) {
        let lowercased = text.lowercased()
        let span: Range<Int64>
        if let named = Self.named(lowercased, now: now) {
            span = named
        } else if let relative = try Self.relative(lowercased, now: now, given: text) {
            span = relative
        } else {
            span = try Self.absolute(lowercased, given: text)
        }
        guard span.lowerBound >= 0, span.upperBound <= Self.endOfTime else {
            throw TimeExpressionError(text, reason: "it lies outside the years 1970 to 9999")
        }
        lowerBound = span.lowerBound
        exclusiveUpperBound = span.upperBound
    }

    /// The beginning of the year 10000.
    private static let endOfTime: Int64 = 253_402_300_800

    private static func named(_ text: String, now: Int64) -> Range<Int64>? {
        let day: Int64 = 86_400
        let sinceMidnight = (now % day + day) % day
        switch text {
        case "now": return now..<(now + 1)
        case "today": return (now - sinceMidnight)..<(now - sinceMidnight + day)
        case "yesterday": return (now - sinceMidnight - day)..<(now - sinceMidnight)
        default: return nil
        }
    }
}
