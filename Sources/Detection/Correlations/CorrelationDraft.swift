import SecurityArchitecture

/// A correlation as its document has it, before it is known what it refers to.
struct CorrelationDraft {
    var header: RuleHeader
    var kind: CorrelationKind
    var rules: [YAMLValue]
    var groupBy: [String] = []
    var timespan: Int64
    var fields: [String] = []
    var bounds: [CorrelationBound] = []
    var percentile: Double?
    /// What an `absence` expects; none: what begins it.
    var expects: [YAMLValue] = []
    /// What an own kind says beside.
    var learning: Int64?
    var deviations: Double?
    var declaredTimespan: DeclaredTimespan?
    /// The alias, the rule as it is named there, and the field.
    var aliases: [Alias] = []
    var generates = false
    /// The value under `correlation:`, which problems are reported at.
    var value: YAMLValue

    struct Alias {
        var name: String
        var rule: YAMLValue
        var ruleName: String
        var field: String
    }

    /// The field that a name stands for in one of the rules.
    func field(_ name: String, of header: RuleHeader, named reference: String) -> String {
        let alias = aliases.first { alias in
            alias.name == name
                && (alias.ruleName == reference || header.isMeant(by: alias.ruleName))
        }
        return alias?.field ?? name
    }
}
