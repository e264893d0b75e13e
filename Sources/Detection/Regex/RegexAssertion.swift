/// What a place between two characters must be.
enum RegexAssertion: UInt8, Sendable {
    /// `\A`, and `^` as a rule.
    case textStart
    /// `^` of the option `m`.
    case lineStart
    /// `\z`.
    case textEnd
    /// `\Z`, and `$` as a rule: the end, or before a newline there.
    case lastLineEnd
    /// `$` of the option `m`.
    case lineEnd
    /// `\b`.
    case wordBoundary
    /// `\B`.
    case noWordBoundary

    /// Whether the place between two neighbours is such a place.
    func holds(after previous: RegexNeighbour, before next: RegexNeighbour) -> Bool {
        switch self {
        case .textStart: previous == .edge
        // As in PCRE, no line starts after a newline that ends the text.
        case .lineStart: previous == .edge || (previous == .newline && next != .edge)
        case .textEnd: next == .edge
        case .lastLineEnd: next == .edge || next == .lastNewline
        case .lineEnd: next == .edge || next == .lastNewline || next == .newline
        case .wordBoundary: (previous == .word) != (next == .word)
        case .noWordBoundary: (previous == .word) == (next == .word)
        }
    }
}

/// What stands beside a place, as far as assertions can tell.
enum RegexNeighbour: Int32, Sendable {
    /// Nothing: the text begins or ends here.
    case edge
    /// A newline that ends the text. Only what comes next is told apart so.
    case lastNewline
    case newline
    case word
    case other
}
