import Basics
import StrictYAML

extension RuleDocument {
    private static let correlationKeys = [
        "type", "rules", "group-by", "timespan", "condition", "generate", "aliases", "learning",
        "deviations", "expects",
    ]

    /// The correlation that the document is; nil after a problem has been added to the log.
    func correlation() -> CorrelationDraft? {
        guard let correlation = self["correlation"] else { return nil }
        let header = header()
        guard correlation.isMapping else {
            correlation.complain(
                "is a \(correlation.kind), but should be a mapping of type, rules, timespan, …"
            )
            return nil
        }
        let entries = correlation.entries("the keys of a correlation")
        // Unknown keys are rejected: with a misspelled group-by, everything would count together.
        for entry in entries where !Self.correlationKeys.contains(entry.name) {
            let hint = NearestName.hint(entry.name, among: Self.correlationKeys)
            entry.value.complain("unknown key \(entry.name.quoted) in correlation\(hint)")
        }
        let members = Dictionary(
            entries.map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        // All are read, so that an author sees all problems at once.
        let kind = self.kind(members["type"], in: correlation)
        let named = namedRules(members, kind, in: correlation)
        let timespan = kind.flatMap { self.timespan(members["timespan"], of: $0, in: correlation) }
        guard let header, let kind, let named, let timespan else { return nil }
        let (rules, condition) = named
        var draft = CorrelationDraft(
            header: header,
            kind: kind,
            rules: rules,
            timespan: timespan.seconds,
            value: correlation
        )
        draft.declaredTimespan = timespan.declared
        draft.excluded = rules[(condition?.firstExcluded ?? rules.count)...].map(\.self)
        draft.rules = Array(rules.dropLast(draft.excluded.count))
        draft.condition = condition
        read(anomaly: members, into: &draft)
        if let groupBy = members["group-by"], !groupBy.isEmpty {
            draft.groupBy = groupBy.list("fields").compactMap(\.scalarText)
        }
        if let generate = members["generate"], !generate.isEmpty {
            guard let generates = generate.boolean() else { return nil }
            draft.generates = generates
        }
        if draft.condition == nil, let condition = members["condition"], !condition.isEmpty {
            read(condition: condition, into: &draft)
        }
        if let aliases = members["aliases"], !aliases.isEmpty {
            read(aliases: aliases, into: &draft)
        }
        return log.problems.isEmpty ? draft : nil
    }

    private func kind(_ value: YAMLValue?, in correlation: YAMLValue) -> CorrelationKind? {
        guard let value, let text = value.scalarText else {
            correlation.complain("missing key 'type', such as event_count")
            return nil
        }
        if let kind = CorrelationKind(rawValue: text) { return kind }
        let hint = NearestName.hint(text, among: CorrelationKind.allCases.map(\.rawValue))
        value.complain("\(text.quoted) is not a correlation type\(hint)")
        return nil
    }

    /// The rules, those that the condition excludes last, and the condition where it names rules.
    private func namedRules(
        _ members: [String: YAMLValue],
        _ kind: CorrelationKind?,
        in correlation: YAMLValue
    ) -> ([YAMLValue], TemporalCondition?)? {
        guard let condition = members["condition"], let text = condition.scalarText,
            kind?.isTemporal ?? false
        else {
            return references(members["rules"], in: correlation).map { ($0, nil) }
        }
        var listed: [YAMLValue] = []
        if let rules = members["rules"] {
            guard let references = references(rules, in: correlation) else { return nil }
            listed = references
        }
        do {
            let reader = try TemporalConditionReader(
                text,
                listed: listed.compactMap(\.scalarText)
            )
            let rules = (reader.wanted + reader.excluded).map { name in
                listed.first { $0.scalarText == name } ?? condition.replaced(by: name)
            }
            let condition = TemporalCondition(
                clauses: reader.clauses,
                firstExcluded: reader.wanted.count
            )
            return (rules, condition)
        } catch {
            condition.complain(error.message)
            return nil
        }
    }

    private func references(_ value: YAMLValue?, in correlation: YAMLValue) -> [YAMLValue]? {
        guard let value, !value.isEmpty, !value.isMapping else {
            correlation.complain("missing key 'rules': ids, names or titles")
            return nil
        }
        let rules = value.list("rules")
        for rule in rules where rule.scalarText == nil {
            rule.complain("is not an id, name or title")
            return nil
        }
        guard rules.count <= 1_000 else {
            value.complain("has more than 1,000 rules")
            return nil
        }
        return rules
    }

    private func timespan(
        _ value: YAMLValue?,
        of kind: CorrelationKind,
        in correlation: YAMLValue
    ) -> (seconds: Int64, declared: DeclaredTimespan?)? {
        guard let value, !value.isEmpty else {
            switch kind {
            case .newTerms: return (90 * 86_400, nil)
            case .spike: return (30 * 86_400, nil)
            default:
                correlation.complain("missing key 'timespan', such as 5m")
                return nil
            }
        }
        if kind == .absence, let text = value.scalarText, text.hasPrefix("audit.") {
            if let declared = DeclaredTimespan(rawValue: text) { return (0, declared) }
            let hint = NearestName.hint(text, among: DeclaredTimespan.allCases.map(\.rawValue))
            value.complain("\(text.quoted) is not a declared timespan\(hint)")
            return nil
        }
        return timespan(value).map { ($0, nil) }
    }

    private func read(condition: YAMLValue, into draft: inout CorrelationDraft) {
        guard condition.isMapping else {
            condition.complain(
                "is a \(condition.kind), but should be a mapping of comparisons, such as gte: 3"
            )
            return
        }
        for entry in condition.entries("comparisons") {
            switch entry.name {
            case "field":
                draft.fields = entry.value.list("fields").compactMap(\.scalarText)
            case "percentile": draft.percentile = number(entry.value)
            default:
                guard let comparison = CorrelationBound.Comparison(rawValue: entry.name) else {
                    let names = CorrelationBound.Comparison.allCases.map(\.rawValue)
                    let hint = NearestName.hint(entry.name, among: names + ["field", "percentile"])
                    entry.value.complain("\(entry.name.quoted) is not a comparison\(hint)")
                    return
                }
                guard let bound = number(entry.value) else { return }
                draft.bounds.append(CorrelationBound(comparison, bound))
            }
        }
    }

    /// A number; nil after a problem has been added to the log.
    func number(_ value: YAMLValue) -> Double? {
        if case .scalar(let scalar) = value.node {
            switch RuleValue(scalar) {
            case .number(let number, _): return number.value
            case .text(let text):
                if let number = RuleNumber(json: Array(text.utf8)[...]) { return number.value }
            case .boolean, .null, .time: break
            }
        }
        value.complain("should be a number")
        return nil
    }

    private func read(aliases: YAMLValue, into draft: inout CorrelationDraft) {
        for alias in aliases.entries("aliases, each with rules and their fields") {
            for rule in alias.value.entries("rules and their fields") {
                guard let field = rule.value.scalarText else {
                    rule.value.complain("should be the name of a field")
                    continue
                }
                draft.aliases.append(
                    CorrelationDraft.Alias(
                        name: alias.name,
                        rule: rule.value,
                        ruleName: rule.name,
                        field: field
                    )
                )
            }
        }
    }
}

/// A correlation as written, before its references are resolved.
struct CorrelationDraft {
    var header: RuleHeader
    var kind: CorrelationKind
    var rules: [YAMLValue]
    /// What the condition of a temporal type excludes.
    var excluded: [YAMLValue] = []
    /// Which rules a temporal type asks for; nil: all of them.
    var condition: TemporalCondition?
    var groupBy: [String] = []
    var timespan: Int64
    var fields: [String] = []
    var bounds: [CorrelationBound] = []
    var percentile: Double?
    /// What an `absence` expects; none: the event that begins it.
    var expects: [YAMLValue] = []
    /// For extended correlation types.
    var learning: Int64?
    var deviations: Double?
    var declaredTimespan: DeclaredTimespan?
    /// The alias, the rule as it is named there, and the field.
    var aliases: [Alias] = []
    var generates = false
    /// The value under `correlation:`, for reporting problems.
    var value: YAMLValue

    struct Alias {
        var name: String
        var rule: YAMLValue
        var ruleName: String
        var field: String
    }

    /// The field that a name or alias means in one of the rules.
    func field(_ name: String, of header: RuleHeader, named reference: String) -> String {
        let alias = aliases.first { alias in
            alias.name == name
                && (alias.ruleName == reference || header.isMeant(by: alias.ruleName))
        }
        return alias?.field ?? name
    }
}

extension RuleDocument {
    /// Reads the keys of extended correlation types; problems go to the log.
    func read(anomaly members: [String: YAMLValue], into draft: inout CorrelationDraft) {
        let kinds: [(key: String, kinds: [CorrelationKind])] = [
            ("learning", [.newTerms, .spike, .absence]), ("deviations", [.spike]),
            ("expects", [.absence]),
        ]
        for (key, kinds) in kinds {
            guard let value = members[key], !value.isEmpty else { continue }
            guard kinds.contains(draft.kind) else {
                let names = kinds.map(\.rawValue).joined(separator: ", ")
                value.complain("\(key.quoted) belongs to \(names), not to \(draft.kind.rawValue)")
                continue
            }
            switch key {
            case "learning": draft.learning = timespan(value)
            case "deviations": draft.deviations = number(value)
            default: draft.expects = value.list("ids, names or titles of rules")
            }
        }
        for rule in draft.expects where rule.scalarText == nil {
            rule.complain("is not an id, name or title")
        }
    }
}

extension YAMLValue {
    /// A text where the value is.
    fileprivate func replaced(by text: String) -> YAMLValue {
        guard case .scalar(var scalar) = node else { return self }
        scalar.string = text
        return YAMLValue(node: .scalar(scalar), path: path, log: log)
    }
}

extension CorrelationDraft {
    /// All references: the rules, then what is excluded, or what an `absence` expects.
    var allRules: [YAMLValue] { rules + excluded + expects }

    /// The terms of an extended correlation type; nil for Sigma's.
    var anomaly: AnomalyTerms? {
        guard kind.isAnomaly else { return nil }
        return AnomalyTerms(
            learning: learning ?? (kind == .absence ? 0 : 7 * 86_400),
            deviations: deviations ?? 6,
            firstExpected: expects.isEmpty ? nil : rules.count,
            declaredTimespan: declaredTimespan
        )
    }
}
