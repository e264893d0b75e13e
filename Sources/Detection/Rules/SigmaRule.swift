/// A rule: a detection over single events.
///
/// See [Sigma rules][rules].
///
/// [rules]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
public struct SigmaRule: Hashable, Sendable {
    /// What the rule says about itself.
    public let header: RuleHeader
    /// The logs that it is about.
    public let logsource: Logsource

    /// The named parts of the detection, in the document's order.
    let selections: [Selection]
    /// The conditions, of which any may hold.
    let conditions: [Condition]
    /// What the conditions come to.
    let expressions: [Expression]
    /// The identifiers that the conditions use.
    let usedSelections: Set<String>

    /// Whether the rule is about CloudTrail's events; others are loaded, and never match.
    public var applies: Bool { logsource.isCloudTrail }
}
