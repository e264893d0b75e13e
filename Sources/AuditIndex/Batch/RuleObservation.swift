/// What a correlation wants of an event, on its way to the index.
public struct RuleObservation: Hashable, Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// The group, as a position in the batch's subjects.
    public var subject: Int32
    /// The position of the matched rule among those that the correlation refers to; of one that is
    /// kept by hours, whether it is expected.
    public var place: Int32
    /// The measured tuples as JSON, as a position in the batch's subjects; -1 for none.
    public var value: Int32

    /// Makes an observation.
    public init(row: Int32, subject: Int32, place: Int32, value: Int32) {
        self.row = row
        self.subject = subject
        self.place = place
        self.value = value
    }
}
