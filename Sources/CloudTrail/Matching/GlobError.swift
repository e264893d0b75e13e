/// Why a text is not a ``Glob``.
public enum GlobError: Error, Hashable, Sendable {
    /// The pattern is empty: it would match nothing that is in a log.
    case empty

    /// The pattern, given here, ends in a lone backslash.
    case unfinishedEscape(String)

    /// A backslash stands before a character that needs none; the pattern comes second.
    case unknownEscape(Unicode.Scalar, String)
}

extension GlobError: CustomStringConvertible {
    /// What is wrong with the pattern, and what would be right.
    public var description: String {
        switch self {
        case .empty:
            "an empty pattern matches nothing; write * for anything"
        case .unfinishedEscape(let pattern):
            #"'\#(pattern)' ends in a lone backslash; write \\ for a backslash"#
        case .unknownEscape(let scalar, let pattern):
            #"'\#(pattern)' has \\#(scalar), which is no escape; "#
                + #"a backslash is written \\, a literal * or ? is \* or \?"#
        }
    }
}
