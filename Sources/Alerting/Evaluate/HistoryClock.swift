import AuditIndex
import Detection

/// Marks what is to be evaluated again though it has no new events: because time has passed, or
/// because the history turned out to be longer.
struct HistoryClock {
    private static let historySetting = "history-start"
    private static let timeSetting = "evaluated-as-of"

    let store: AlertStore
    let program: RuleProgram
    let context: AnomalyContext
    let asOf: Int64
    /// As of when the last evaluation was; nil where there was none.
    private let before: Int64?

    init(store: AlertStore, program: RuleProgram, context: AnomalyContext, asOf: Int64) throws {
        self.store = store
        self.program = program
        self.context = context
        self.asOf = asOf
        before = try store.integerSetting(Self.timeSetting)
    }

    /// Whether alerts have ever been evaluated.
    static func hasRun(_ store: AlertStore) throws -> Bool {
        try store.integerSetting(timeSetting) != nil
    }

    /// Marks the subjects of a rule, where its kind calls for that.
    func mark(_ rule: AlertRule) throws {
        guard case .correlation(let position) = rule.source else { return }
        let definition = program.correlations[position].correlation.definition
        guard let terms = definition.anomaly else { return }
        if definition.kind == .absence { return try markOverdue(rule, definition, terms) }
        // Verdicts rest on how long the history is, as long as it is shorter than they look back.
        let before = try store.integerSetting(Self.historySetting)
        guard let before, let start = try store.historyStart(), start < before else { return }
        let end = before + max(definition.timespan, terms.learning)
        for subject in try store.subjects(rule: rule.number) {
            try store.markPending(
                PendingSubject(rule: rule.number, subject: subject, first: start, last: end)
            )
        }
    }

    /// Marks subjects that have become due since the last evaluation.
    ///
    /// All others need only be evaluated when something new comes.
    private func markOverdue(
        _ rule: AlertRule,
        _ definition: CorrelationDefinition,
        _ terms: AnomalyTerms
    ) throws {
        for subject in try store.subjects(rule: rule.number) {
            let marked = PendingSubject(
                rule: rule.number,
                subject: subject,
                first: asOf,
                last: asOf
            )
            var timespan = definition.timespan
            if let declared = terms.declaredTimespan {
                let group = try store.subject(subject).values.texts
                guard let length = context.declared(declared, group, definition) else { continue }
                timespan = length
            }
            let waiting = try store.waitingHours(
                marked,
                expectsOthers: terms.firstExpected != nil
            )
            let since = before ?? .min / 2
            let isDue = waiting.contains { hour in
                // What began in an hour may have begun at its end.
                let (earliest, latest) = (hour + timespan, hour + 3_600 + timespan)
                return earliest <= asOf && latest >= since
            }
            if isDue { try store.markPending(marked) }
        }
    }

    /// Remembers when the history began, and as of when this evaluation is.
    func remember() throws {
        guard let start = try store.historyStart() else { return }
        try store.set(Self.historySetting, to: start)
        try store.set(Self.timeSetting, to: asOf)
    }
}
