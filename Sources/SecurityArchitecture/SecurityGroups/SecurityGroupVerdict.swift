/// How a change of a security group lies to the declaration.
public enum SecurityGroupVerdict: String, CaseIterable, Hashable, Sendable {
    /// What is opened is declared.
    case declared
    /// The group is declared; the peer is not.
    case undeclared
    /// The peer is declared, but fewer of its ports, or another protocol.
    case wider
    /// Everybody is let in or out, which is not declared.
    case world
    /// The group is not declared, where groups are.
    case undeclaredGroup = "undeclared-group"
    /// The group is declared, but not its rules of this direction.
    case unjudged
    /// Only an earlier event tells what the rule is.
    case byID = "by-id"
    /// A declared rule is taken away.
    case removesDeclared = "removes-declared"
    /// A rule that is not declared is taken away.
    case removesUndeclared = "removes-undeclared"
    /// A declared group is deleted.
    case deletesDeclared = "deletes-declared"
    /// Groups are put on something.
    case attaches
    /// The record does not tell what the rule is.
    case unreadable
}

/// The verdict over one rule.
public struct SecurityGroupJudgement: Hashable, Sendable {
    /// The verdicts: one, and ``SecurityGroupVerdict/world`` beside it.
    public var verdicts: [SecurityGroupVerdict]
    /// The rule in the declaration's words: `27017 from 0.0.0.0/0`; nil where it is not known.
    public var rule: String?
    /// The declared line that the rule breaks, comes closest to, or is: `Ingress: 27017 from
    /// Private-SG`; nil where there is none.
    public var line: String?
}
