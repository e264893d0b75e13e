import AuditIndex
import Detection
import Ingestion

/// Evaluates what is new in an index, and raises alerts.
///
/// For example:
///
/// ```swift
/// try AlertEvaluator(index: index, rules: rules, asOf: now).run()
/// ```
///
/// It evaluates the subjects that the writer has marked, each between the times at which it has
/// something new, and as far around these as the rule looks. So the work is in proportion to
/// what is new, and the alerts are the same in whatever order logs come.
///
/// - complexity: O(n) in what is new, and in what each rule looks back over for it.
package struct AlertEvaluator {
    /// Subjects to a transaction.
    private static let batch = 2_000
    /// Subjects that are listed at once, 32 bytes each.
    private static let listing = 200_000
    /// Subjects whose events are gathered at once.
    private static let gathering = 20_000

    private let index: AuditDatabase
    private let rules: EventRules
    private let asOf: Int64
    private let objects: (any ObjectStore)?

    /// - parameters:
    ///   - index: The index, opened for writing.
    ///   - rules: The rules, which the index has been filled with, and the architecture.
    ///   - asOf: The time, in seconds since 1970, as of which absences are evaluated.
    ///   - objects: Where evidence in S3 is read from; nil where none can be.
    package init(
        index: AuditDatabase,
        rules: EventRules,
        asOf: Int64,
        objects: (any ObjectStore)? = nil
    ) {
        self.objects = objects
        self.index = index
        self.rules = rules
        self.asOf = asOf
    }

    /// Whether the alerts of an index have ever been evaluated.
    ///
    /// - parameter index: The index; no alerts in it mean something only after a run.
    package static func hasRun(on index: AuditDatabase) throws -> Bool {
        try index.readAlerts { store in try HistoryClock.hasRun(store) }
    }

    /// Evaluates what has been marked, until nothing is left.
    ///
    /// A run that is killed loses nothing: what it had not committed is still marked.
    package func run() throws {
        let program = rules.program
        let numbers = try index.evaluate { store in try store.ruleNumbers() }
        var known: [AlertRule] = []
        for position in program.rules.indices {
            guard let number = numbers[program.rules[position].contentHash] else { continue }
            known.append(AlertRule(program, .rule(position), number: number))
        }
        // A correlation comes behind those that it refers to, whose findings are its events.
        for position in program.evaluationOrder {
            let hash = program.correlations[position].contentHash
            guard let number = numbers[hash] else { continue }
            known.append(AlertRule(program, .correlation(position), number: number))
        }
        try prepare(known)
        let ofCorrelation = Dictionary(
            known.compactMap { rule -> (Int, AlertRule)? in
                guard case .correlation(let position) = rule.source else { return nil }
                return (position, rule)
            },
            uniquingKeysWith: { first, _ in first }
        )
        let pending = try index.evaluate { store in Set(try store.pendingRules()) }
        for rule in known {
            guard isMarked(rule, pending) else { continue }
            try evaluate(rule, ofCorrelation)
        }
        // All at once: the logs that their evidence is in are read once for all.
        try AlertComposition(
            index: index,
            rules: known,
            architecture: rules.architecture,
            objects: objects
        ).run()
    }

    /// Whether something of a rule may be marked; of one that others give events to, always.
    private func isMarked(_ rule: AlertRule, _ pending: Set<Int64>) -> Bool {
        guard case .correlation(let position) = rule.source else {
            return pending.contains(rule.number)
        }
        let isParent = rules.program.refersToCorrelations(position)
        return isParent || pending.contains(rule.number)
    }

    /// Forgets marks of rules that there are no more, and sets those that time alone calls for.
    private func prepare(_ known: [AlertRule]) throws {
        let numbers = Set(known.map(\.number))
        try index.evaluate { store in
            for rule in try store.pendingRules() where !numbers.contains(rule) {
                try store.markEvaluated(rule: rule)
            }
            let clock = try HistoryClock(
                store: store,
                program: rules.program,
                context: AnomalyContext(rules.architecture),
                asOf: asOf
            )
            for rule in known { try clock.mark(rule) }
            try clock.remember()
        }
    }

    private func evaluate(_ rule: AlertRule, _ correlations: [Int: AlertRule]) throws {
        var waiting: ArraySlice<PendingSubject> = []
        var gathered = GatheredObservations()
        var version: Int64 = -1
        var isDone = false
        while !isDone {
            try index.evaluate { store in
                // What another process has written may be about any of them.
                let current = try store.version()
                if current != version || waiting.isEmpty {
                    waiting = try store.pending(rule: rule.number, limit: Self.listing)[...]
                    gathered = GatheredObservations()
                    version = current
                }
                isDone = waiting.isEmpty
                guard !isDone else { return }
                let correlation = try CorrelationEvaluator(
                    store: store,
                    rules: rules,
                    rule: rule,
                    correlations: correlations,
                    asOf: asOf
                )
                let alerts = AlertUpdate(store: store, rule: rule, created: asOf)
                for _ in 0..<min(Self.batch, waiting.count) {
                    let subject = waiting[waiting.startIndex]
                    if let correlation, correlation.readsEvents,
                        !gathered.covers(correlation.reading(subject))
                    {
                        // It and those behind it, for the others are done.
                        gathered = try store.gather(
                            rule: rule.number,
                            waiting.prefix(Self.gathering).map(correlation.reading)
                        )
                    }
                    let span = try correlation?.evaluate(subject, gathered) ?? subject
                    if rule.raisesAlerts { try alerts.update(span) }
                    try store.markEvaluated(subject)
                    waiting.removeFirst()
                }
            }
        }
    }
}
