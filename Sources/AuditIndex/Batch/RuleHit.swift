/// A rule's hit on an event, on its way to the index.
public struct RuleHit: Hashable, Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// The rule, as a position in the judgement's rules.
    public var rule: Int32
    /// What the hit is about, as a number of the batch's subjects.
    public var subject: Int32

    /// Makes a hit.
    public init(row: Int32, rule: Int32, subject: Int32) {
        self.row = row
        self.rule = rule
        self.subject = subject
    }
}
