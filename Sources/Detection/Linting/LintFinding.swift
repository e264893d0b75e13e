/// One thing about a rule that its author should know.
public struct LintFinding: Hashable, Sendable {
    /// What kind of thing it is, the gravest first.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The rule, or a part of it, can never match.
        case never
        /// It probably does not mean what it says.
        case doubtful
        /// It is looked at for every event.
        case slow
        /// Something is missing that others will want to know.
        case incomplete
    }

    /// What kind of thing it is.
    public let kind: Kind
    /// The file, as the loader was told.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1; 0 where the document as a whole is meant.
    public let column: Int
    /// The title of the rule, or what stands for it.
    public let title: String
    /// What is the matter, and what would be right.
    public let message: String
}

extension LintFinding: CustomStringConvertible {
    /// The finding on one line, as compilers write theirs.
    public var description: String {
        let place = column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
        return "\(place): \(kind.rawValue): \(message)"
    }
}
