/// An event that matched a rule of a correlation, with what the correlation needs of it.
public struct CorrelationObservation: Hashable, Sendable {
    /// The position of the correlation among the program's.
    public let correlation: Int
    /// The group that the event joins.
    public let group: [String]
    /// The event, as the evaluation takes it.
    public let hit: CorrelationHit

    /// Makes an observation, such as one that was kept in an index.
    public init(correlation: Int, group: [String], hit: CorrelationHit) {
        self.correlation = correlation
        self.group = group
        self.hit = hit
    }
}
