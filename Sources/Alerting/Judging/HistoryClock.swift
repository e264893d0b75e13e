import AuditIndex
import Detection

/// Marks what is to be judged again though it has no new events: because time has passed, or
/// because the history turned out to be longer.
struct HistoryClock {
    private static let setting = "history-start"

    let store: AlertStore
    let program: RuleProgram
    let asOf: Int64

    /// Marks the subjects of a rule, where its kind calls for that.
    func touch(_ rule: AlertRule) throws {
        guard case .correlation(let position) = rule.source else { return }
        let definition = program.correlations[position].correlation.definition
        guard let terms = definition.anomaly else { return }
        if definition.kind == .absence {
            for subject in try store.subjects(rule: rule.number) {
                try store.touch(
                    TouchedSubject(rule: rule.number, subject: subject, first: asOf, last: asOf)
                )
            }
            return
        }
        // Verdicts rest on how long the history is, as long as it is shorter than they look back.
        let before = try store.integerSetting(Self.setting)
        guard let before, let start = try store.historyStart(), start < before else { return }
        let end = before + max(definition.timespan, terms.learning)
        for subject in try store.subjects(rule: rule.number) {
            try store.touch(
                TouchedSubject(rule: rule.number, subject: subject, first: start, last: end)
            )
        }
    }

    /// Remembers when the history began at this judgement.
    func remember() throws {
        guard let start = try store.historyStart() else { return }
        try store.set(Self.setting, to: start)
    }
}
