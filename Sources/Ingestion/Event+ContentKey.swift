import CloudTrail

extension Event {
    /// What the index keeps of the content: 48 bits, enough to tell two contents under one id
    /// apart, and six bytes of a row.
    var contentKey: Int64 { Int64(truncatingIfNeeded: contentHash() & 0xffff_ffff_ffff) }
}
