/// A pattern as an automaton: what may come next at each place in it.
struct RegexProgram: Sendable {
    /// A place in the pattern.
    enum Instruction: Sendable {
        /// One scalar of the set with this number.
        case set(Int, next: Int)
        /// Nothing, if the assertion holds.
        case assertion(RegexAssertion, next: Int)
        /// Either.
        case split(Int, Int)
        case match
    }

    let instructions: [Instruction]
    let start: Int
    let alphabet: RegexAlphabet
    /// Whether a match can begin at the start of the text only.
    let isAnchored: Bool
    /// Whether there is an assertion that looks at what stands before it.
    let looksBehind: Bool
    let prefilter: RegexPrefilter
}
