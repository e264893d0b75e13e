import SecurityArchitecture

extension RuleDocument {
    /// Reads what an own kind of correlation says beside; problems go to the log.
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
            rule.complain("is no id, name or title")
        }
    }
}

extension CorrelationDraft {
    /// What is referred to: what is counted, and behind it what an `absence` expects.
    var allRules: [YAMLValue] { rules + expects }

    /// What an own kind says beside; nil for Sigma's.
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
