/// A rule: a detection over single events.
///
/// See [Sigma rules][rules].
///
/// [rules]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
package struct SigmaRule: Hashable, Sendable {
    package let header: RuleHeader
    package let logsource: Logsource

    /// The named parts of the detection, in the document's order.
    let selections: [Selection]
    /// The conditions, of which any may hold.
    let conditions: [Condition]
    /// The conditions, resolved.
    let expressions: [Expression]
    /// The identifiers that the conditions use.
    let usedSelections: Set<String>
    /// Whether it has a `timeframe`, which has no effect since Sigma has correlations.
    let hasTimeframe: Bool

    /// Whether the rule's log source is CloudTrail; others are loaded, but never match.
    package var applies: Bool { logsource.isCloudTrail }
}

extension SigmaRule {
    /// The fields that the rule tests, in the order of the document, each once.
    package var fieldNames: [String] {
        var seen: Set<String> = []
        return selections.filter { usedSelections.contains($0.name) }
            .flatMap(\.items).map(\.field)
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

/// A filter: a condition added to rules.
///
/// The condition is added as it is written, so that one that suppresses reads `not selection`.
///
/// See [Sigma filters][filters].
///
/// [filters]: https://sigmahq.io/sigma-specification/specification/sigma-filters-specification.html
package struct SigmaFilter: Hashable, Sendable {
    package let header: RuleHeader
    /// Rules of other log sources are not affected.
    package let logsource: Logsource
    /// The ids, names and titles of the rules; empty for all.
    package let rules: [String]

    /// When it stops applying, in seconds since 1970; nil where it never does.
    package let expires: Int64?

    let selections: [Selection]
    let expression: Expression
    let usedSelections: Set<String>

    /// Whether the filter applies to a rule.
    package func applies(to rule: SigmaRule) -> Bool {
        guard logsource.contains(rule.logsource) else { return false }
        return rules.isEmpty || rules.contains { rule.header.isMeant(by: $0) }
    }

    /// Whether the filter no longer applies at a time, in seconds since 1970.
    package func isExpired(at time: Int64) -> Bool { expires.map { $0 <= time } ?? false }
}
