import CloudTrail

/// A span of time in which nobody deploys.
///
/// For example:
///
/// ```swift
/// let freeze = try Freeze(from: "2026-12-20", to: "2027-01-02", zone: berlin, reason: "holidays")
/// ```
///
/// A date alone begins with its first minute and ends with its last. Where clocks show an end
/// twice, the freeze lasts until the second.
public struct Freeze: Hashable, Sendable {
    /// The first moment.
    public let start: EventTime
    /// The first moment after.
    public let end: EventTime
    /// Why, in the words of the declaration; empty where it says nothing.
    public let reason: String

    /// Reads a freeze.
    ///
    /// - parameters:
    ///   - start: `2026-12-20`, `2026-12-20 18:00`, or a time in UTC with its `Z`.
    ///   - end: The same; a date alone is frozen to its end.
    ///   - zone: Whose clocks count.
    ///   - reason: Why.
    /// - throws: A ``TextFault`` when a text is no time, or the end is not after the start.
    public init(
        from start: String,
        to end: String,
        zone: ClockZone,
        reason: String = ""
    ) throws(TextFault) {
        self.start = try Self.moment(start, zone: zone, isEnd: false)
        self.end = try Self.moment(end, zone: zone, isEnd: true)
        self.reason = reason
        guard self.start < self.end else {
            throw TextFault("the freeze ends (\(end)) before it begins (\(start))")
        }
    }

    private static func moment(
        _ text: String,
        zone: ClockZone,
        isEnd: Bool
    ) throws(TextFault) -> EventTime {
        if let date = ClockTime.date(text) {
            return zone.time(date, minute: isEnd ? 1440 : 0, last: isEnd)
        }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        if parts.count == 2, let date = ClockTime.date(parts[0]) {
            if let minute = ClockTime.minute(parts[1]), parts[1].contains(":") {
                return zone.time(date, minute: minute, last: isEnd)
            }
            if parts[1].hasSuffix("Z") || parts[1].contains("+"), let time = EventTime(text) {
                return time
            }
        }
        throw TextFault(
            "\(text.quoted) is no date; write 2026-12-20, 2026-12-20 18:00 or 2026-12-20T18:00:00Z"
        )
    }

    /// Whether a time lies in the freeze.
    public func contains(_ time: EventTime) -> Bool { start <= time && time < end }
}

extension Freeze: CustomStringConvertible {
    /// The freeze in words, in UTC.
    public var description: String {
        let span = "\(start) to \(end)"
        return reason.isEmpty ? span : "\(span) (\(reason))"
    }
}
