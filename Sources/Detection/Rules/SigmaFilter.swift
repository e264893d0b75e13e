/// A filter: a condition that is added to rules.
///
/// The condition is added as it is written, so that one that suppresses reads `not selection`.
///
/// See [Sigma filters][filters].
///
/// [filters]: https://sigmahq.io/sigma-specification/specification/sigma-filters-specification.html
public struct SigmaFilter: Hashable, Sendable {
    /// What the filter says about itself.
    public let header: RuleHeader
    /// The rules' logs; rules about others are not touched.
    public let logsource: Logsource
    /// The ids and names of the rules; empty for all.
    public let rules: [String]

    /// When it stops to apply, in seconds since 1970; nil where it always does.
    public let expires: Int64?

    let selections: [Selection]
    let expression: Expression
    let usedSelections: Set<String>

    /// Whether the filter is about a rule.
    public func applies(to rule: SigmaRule) -> Bool {
        guard logsource.contains(rule.logsource) else { return false }
        if rules.isEmpty { return true }
        return rules.contains { wanted in
            wanted == rule.header.name || wanted.lowercased() == rule.header.id
        }
    }
}
