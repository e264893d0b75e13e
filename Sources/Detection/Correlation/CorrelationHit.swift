import CloudTrail

/// One event that matched one of a correlation's rules, as far as the correlation needs it.
///
/// For example:
///
/// ```swift
/// CorrelationHit(time: event.time, eventID: event.id, rule: 0, values: [["10.0.0.1"]])
/// ```
public struct CorrelationHit: Sendable, Hashable {
    /// When the event happened.
    public let time: EventTime
    /// The event's id: events of one id are one event.
    public let eventID: String
    /// The position of the rule among those that the correlation refers to.
    public let rule: Int
    /// What the event has for the fields that are measured: no tuple where a field is missing,
    /// several where a field has several values.
    public let values: [[String]]

    /// Creates a hit.
    ///
    /// - parameters:
    ///   - time: When the event happened.
    ///   - eventID: The event's id.
    ///   - rule: The position of the rule among those that the correlation refers to.
    ///   - values: Tuples of one text for each measured field, in the order of
    ///     ``CorrelationDefinition/fields``. A kind that measures numbers takes those texts that
    ///     are JSON numbers, and leaves out the rest.
    public init(time: EventTime, eventID: String, rule: Int, values: [[String]] = []) {
        self.time = time
        self.eventID = eventID
        self.rule = rule
        self.values = values
    }
}
