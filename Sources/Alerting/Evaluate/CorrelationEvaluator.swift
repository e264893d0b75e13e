import AuditIndex
import Basics
import CloudTrail
import Detection
import Ingestion

/// Brings the firings of a correlation up to date for the subjects that have something new.
struct CorrelationEvaluator {
    /// Events that are kept of one firing.
    private static let eventLimit = 20
    /// What is kept of an episode: what its first firing shows, and something of each later one.
    private static let limits = {
        var limits = CorrelationLimits()
        limits.events = 500_000
        limits.eventsOfFirstWindow = eventLimit
        limits.eventsOfLaterWindow = 2
        return limits
    }()

    private let store: AlertStore
    private let program: RuleProgram
    private let position: Int
    private let definition: CorrelationDefinition
    private let parents: [(rule: AlertRule, position: Int, place: Int)]
    private let context: AnomalyContext

    /// - returns: Nil for a rule that is no correlation.
    init?(
        store: AlertStore,
        rules: EventRules,
        rule: AlertRule,
        correlations: [Int: AlertRule],
        asOf: Int64
    ) throws {
        guard case .correlation(let position) = rule.source else { return nil }
        self.store = store
        self.position = position
        program = rules.program
        definition = rules.program.correlations[position].correlation.definition
        parents = rules.program.parents(of: position).compactMap { parent in
            correlations[parent.correlation].map { ($0, parent.correlation, parent.place) }
        }
        var context = AnomalyContext(rules.architecture)
        context.historyStart = try store.historyStart(rule: rule.number)
        context.asOf = asOf
        self.context = context
    }

    /// Evaluates a subject again.
    ///
    /// - parameter gathered: What there is of events; it covers ``reading(_:)`` of the subject.
    /// - returns: Between which times its firings may have changed.
    func evaluate(
        _ pending: PendingSubject,
        _ gathered: GatheredObservations
    ) throws -> PendingSubject {
        let group = try store.subject(pending.subject).values.texts
        var span: PendingSubject
        var firings: [Firing]
        if definition.kind.isAnomaly {
            (span, firings) = try AnomalyReader(store: store, definition: definition)
                .firings(pending, group: group, context)
        } else {
            (span, firings) = try windows(pending, group, gathered)
        }
        // One a second is what the table has room for.
        var times: Set<Int64> = []
        firings = firings.filter { times.insert($0.time).inserted }
        // The events of a firing may change though its time does not.
        let haveChanged = try !parents.isEmpty && store.firings(span) != firings
        try store.replaceFirings(span, with: firings)
        for parent in parents { try pass(firings, to: parent, haveChanged, span, group) }
        return span
    }

    /// Whether single events are counted in windows.
    var readsEvents: Bool { !definition.kind.isAnomaly }

    /// What is to be read to evaluate a subject by its events.
    ///
    /// A window that ends between the first new event and a timespan after the last may be
    /// another than before. The one before it says which of its events have been reported already,
    /// and for that a further timespan is read; one more on both ends where rules are excluded.
    func reading(_ pending: PendingSubject) -> PendingSubject {
        let reach = definition.reach
        var reading = pending
        reading.first = pending.first.adding(-2 * definition.timespan - 2 * reach.before)
        reading.last = pending.last.adding(reach.after + reach.before)
        return reading
    }

    /// The firings of a kind that counts in windows.
    private func windows(
        _ pending: PendingSubject,
        _ group: [String],
        _ gathered: GatheredObservations
    ) throws -> (PendingSubject, [Firing]) {
        let timespan = definition.timespan
        var span = pending
        span.first = pending.first.adding(-definition.reach.before)
        span.last = pending.last.adding(definition.reach.after)
        let reading = reading(pending)
        var window = CorrelationWindow(
            definition,
            group: group,
            context: context,
            limits: Self.limits
        )
        var results: [CorrelationResult] = []
        var sources: [CorrelationResult.Event: StoredObservation.Source] = [:]
        // Of a flood no more than ids are remembered, each of which is one event's.
        let isLarge = gathered.isLarge(pending.subject)
        try store.forEachObservation(reading, gathered) { observation in
            let event = CorrelationResult.Event(observation.source)
            if !isLarge || observation.source.isFiring { sources[event] = observation.source }
            window.add(
                CorrelationHit(
                    time: event.time,
                    id: event.id,
                    rule: observation.ruleIndex,
                    values: observation.values
                )
            ) { results.append($0) }
        }
        window.finish { results.append($0) }
        var firings: [Firing] = []
        for result in results {
            var before: Int64?
            for end in result.windowEnds.map(\.seconds) {
                defer { before = end }
                guard (span.first...span.last).contains(end) else { continue }
                let start = max(result.start.seconds, end - timespan)
                let reported = max(before.map { $0 + 1 } ?? start, start)
                let events = result.events(from: reported, through: end)
                firings.append(
                    Firing(
                        time: end,
                        start: start,
                        measure: result.peak,
                        remark: nil,
                        events: try evidence(
                            events.compactMap { sources[$0] ?? StoredObservation.Source($0) }
                        )
                    )
                )
            }
        }
        return (span, firings)
    }

    /// The events behind what was counted, those of other correlations' firings included.
    private func evidence(_ sources: [StoredObservation.Source]) throws -> [EventKey] {
        var events: Set<EventKey> = []
        for source in sources {
            switch source {
            case .event(let event): events.insert(event)
            case .firing(let key):
                let firings = try store.firings(
                    PendingSubject(
                        rule: key.rule,
                        subject: key.subject,
                        first: key.time,
                        last: key.time
                    )
                )
                events.formUnion(firings.flatMap(\.events))
            }
        }
        return Array(events.sorted().prefix(Self.eventLimit))
    }

    /// Passes firings to a correlation that refers to this one, which counts them.
    private func pass(
        _ firings: [Firing],
        to parent: (rule: AlertRule, position: Int, place: Int),
        _ haveChanged: Bool,
        _ span: PendingSubject,
        _ group: [String]
    ) throws {
        guard
            let join = program.join(
                group,
                of: position,
                in: parent.position,
                at: parent.place
            )
        else { return }
        let subject = try store.subject(rule: parent.rule.number, join.group)
        let times = firings.map(\.time)
        let isNew = try store.replaceObservedFirings(
            of: span,
            in: (parent.rule.number, subject),
            ruleIndex: parent.place,
            at: times,
            values: join.values
        )
        guard isNew || haveChanged else { return }
        try store.markPending(
            PendingSubject(
                rule: parent.rule.number,
                subject: subject,
                first: times.min().map { min($0, span.first) } ?? span.first,
                last: span.last
            )
        )
    }
}

extension CorrelationResult {
    /// The events between two times, both included.
    fileprivate func events(from first: Int64, through last: Int64) -> ArraySlice<Event> {
        let start = events.partition { $0.time.seconds < first }
        let end = events.partition { $0.time.seconds <= last }
        return events[start..<max(start, end)]
    }
}

extension [CorrelationResult.Event] {
    /// The index of the first element that is not before something; those that are come first.
    ///
    /// - complexity: O(log n).
    fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension StoredObservation.Source {
    fileprivate var isFiring: Bool {
        if case .firing = self { true } else { false }
    }

    /// The event that a window knows by its id; nil for a firing.
    fileprivate init?(_ event: CorrelationResult.Event) {
        guard let id = event.id.identifier else { return nil }
        self = .event(EventKey(time: event.time.seconds, identifier: id, content: 0))
    }
}

extension CorrelationResult.Event {
    /// What is counted, as a window knows it.
    fileprivate init(_ source: StoredObservation.Source) {
        let id: CorrelationHitID =
            switch source {
            case .event(let event): .event(event.identifier)
            case .firing(let firing): .firing("\(firing.rule):\(firing.subject):\(firing.time)")
            }
        self.init(time: EventTime(seconds: source.time), id: id)
    }
}

extension Int64 {
    /// A time that much later, or the first or last there is.
    func adding(_ seconds: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(seconds)
        guard isOver else { return sum }
        return seconds < 0 ? .min / 2 : .max / 2
    }
}
