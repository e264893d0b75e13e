/// A rule: a detection over single events.
///
/// See [Sigma rules][rules].
///
/// [rules]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
package struct SigmaRule: Hashable, Sendable {
    /// What the rule says about itself.
    package let header: RuleHeader
    /// The logs that it is about.
    package let logsource: Logsource

    /// The named parts of the detection, in the document's order.
    let selections: [Selection]
    /// The conditions, of which any may hold.
    let conditions: [Condition]
    /// What the conditions come to.
    let expressions: [Expression]
    /// The identifiers that the conditions use.
    let usedSelections: Set<String>

    /// Whether the rule is about CloudTrail's events; others are loaded, and never match.
    package var applies: Bool { logsource.isCloudTrail }
}

extension SigmaRule {
    /// The fields that the rule asks for, in the order of the document, each once.
    package var fieldNames: [String] {
        var seen: Set<String> = []
        return selections.filter { usedSelections.contains($0.name) }
            .flatMap(\.items).map(\.field)
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

/// A filter: a condition that is added to rules.
///
/// The condition is added as it is written, so that one that suppresses reads `not selection`.
///
/// See [Sigma filters][filters].
///
/// [filters]: https://sigmahq.io/sigma-specification/specification/sigma-filters-specification.html
package struct SigmaFilter: Hashable, Sendable {
    /// What the filter says about itself.
    package let header: RuleHeader
    /// The rules' logs; rules about others are not touched.
    package let logsource: Logsource
    /// The ids and names of the rules; empty for all.
    package let rules: [String]

    /// When it stops to apply, in seconds since 1970; nil where it always does.
    package let expires: Int64?

    let selections: [Selection]
    let expression: Expression
    let usedSelections: Set<String>

    /// Whether the filter is about a rule.
    package func applies(to rule: SigmaRule) -> Bool {
        guard logsource.contains(rule.logsource) else { return false }
        if rules.isEmpty { return true }
        return rules.contains { wanted in
            wanted == rule.header.name || wanted.lowercased() == rule.header.id
        }
    }
}
