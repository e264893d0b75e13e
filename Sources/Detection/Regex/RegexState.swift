/// Places in a pattern at which a match may be, and what stands before.
struct RegexState: Sendable, Hashable {
    /// Ascending; places of sets and assertions only.
    var places: [Int32]
    var previous: RegexNeighbour
}
