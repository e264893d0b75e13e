import CloudTrail

/// One text of a field that tests are put to.
struct Candidate {
    /// What it is in the record; an object's texts are of kind object.
    var kind: JSONKind
    /// Where its text lies among the texts of the event.
    var text: Range<Int>
    /// Whether it is the second text of an object, in which strings are left raw.
    var isRaw = false
    /// Where its folded text lies, once a test has asked for it.
    var folded: Range<Int>?
}

/// What is known of a field of the event at hand.
struct FieldState {
    /// The event that `nodes` is about.
    var generation: UInt32 = 0
    var nodes: Range<Int> = 0..<0
    /// The event that `candidates` is about.
    var candidateGeneration: UInt32 = 0
    var candidates: Range<Int> = 0..<0
    /// The event that `value` is about.
    var valueGeneration: UInt32 = 0
    /// The number of the field's value in its memo, or -1.
    var value: Int32 = -1
}
