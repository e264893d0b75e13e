/// A rule's hit on an event, on its way to the index.
public struct RuleHit: Hashable, Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// What the hit is about, as a position in the batch's subjects.
    public var subject: Int32

    /// Makes a hit.
    public init(row: Int32, subject: Int32) {
        self.row = row
        self.subject = subject
    }
}
