import Basics
import CloudTrail

/// What a correlation of a program found.
package struct CorrelationOutcome: Hashable, Sendable {
    /// The position of the correlation among the program's.
    package let correlation: Int
    /// The episode, as the evaluation gives it.
    package let result: CorrelationResult
    /// The ids of the events, ascending by time; those behind alerts of other correlations
    /// included.
    package let eventIDs: [String]
    /// How many events there are; of a flood more than ids, see ``CorrelationRun/eventLimit``.
    package let eventCount: Int
}

/// Evaluates the correlations of a program over what was observed in any order.
///
/// For example:
///
/// ```swift
/// var run = CorrelationRun(program)
/// for event in events {
///     _ = matcher.matches(event)
///     try run.add(matcher.observations(of: event))
/// }
/// for outcome in try run.outcomes() where program.correlations[outcome.correlation].raisesAlerts {
///     print(program.correlations[outcome.correlation].header.title, outcome.eventIDs)
/// }
/// ```
///
/// Windows slide by `eventTime`; logs come late and unordered, and so nothing is evaluated before
/// all has been added. What was observed of two workers can be added one after the other: the
/// outcome depends neither on the order nor on copies of events.
///
/// - complexity: O(n log n) in the observations. Memory is the bound, and what the windows of one
///   group hold: what was observed beyond that is on disk.
package struct CorrelationRun: Sendable {
    /// The ids that an outcome has at most; the others are counted.
    package static let eventLimit = 10_000
    /// The bytes of observations that are kept in memory.
    package static let usualBound = 48 << 20

    private let program: RuleProgram
    private let bound: Int
    private let folder: String?
    /// The place of each correlation in the order of evaluation.
    private let ranks: [Int]
    /// What the extended correlation types must know beside the events.
    package var context = AnomalyContext()
    /// What was observed, here and by those that were joined.
    private var spools: [SortedSpool]
    private var record = SpoolRecord()

    /// - parameters:
    ///   - program: The program.
    ///   - bound: The bytes of observations that are kept in memory.
    ///   - folder: Where the others are; nil for `$TMPDIR`, or `/tmp`.
    package init(_ program: RuleProgram, bound: Int = usualBound, folder: String? = nil) {
        self.program = program
        self.bound = bound
        self.folder = folder
        var ranks = Array(repeating: 0, count: program.correlations.count)
        for (rank, index) in program.evaluationOrder.enumerated() { ranks[index] = rank }
        self.ranks = ranks
        spools = [SortedSpool(bound: bound, folder: folder)]
    }

    /// Adds what was observed of an event.
    ///
    /// - parameters:
    ///   - observations: What was observed.
    ///   - content: Tells events apart that have one id.
    /// - throws: When the disk has no room for what memory should not hold.
    package mutating func add(
        _ observations: some Sequence<CorrelationObservation>,
        content: UInt64 = 0
    ) throws(SpoolFailure) {
        for observation in observations {
            SpooledHit.encode(
                observation.hit,
                rank: ranks[observation.correlation],
                group: observation.group,
                content: content,
                into: &record
            )
            try spools[0].append(record.bytes)
        }
    }

    /// Takes what another run of the same program was given.
    package mutating func join(_ other: CorrelationRun) {
        spools += other.spools
        context.include(other.context)
    }

    /// What the correlations found, in their order, then by start and group.
    package mutating func outcomes() throws -> [CorrelationOutcome] {
        var found: [CorrelationOutcome] = []
        try forEachOutcome { found.append($0) }
        return found.sorted { left, right in
            let (first, second) = (left.result, right.result)
            if left.correlation != right.correlation { return left.correlation < right.correlation }
            if first.start != second.start { return first.start < second.start }
            if first.end != second.end { return first.end < second.end }
            return first.group.lexicographicallyPrecedes(second.group)
        }
    }

    /// Calls `body` with what the correlations found, group by group, those that others refer to
    /// first.
    package mutating func forEachOutcome(_ body: (CorrelationOutcome) throws -> Void) throws {
        for index in spools.indices { spools[index].finish() }
        var events = SpooledHits(spools)
        // What fired is counted by the correlations that refer to it, which are evaluated later.
        var fired: [Int: SortedSpool] = [:]
        for (rank, index) in program.evaluationOrder.enumerated() {
            var own = fired.removeValue(forKey: index)
            own?.finish()
            var firings = SpooledHits(own.map { [$0] } ?? [])
            try evaluate(index, { try events.next(rank: rank, or: &firings) }) { result, evidence in
                try pass(result, of: index, evidence, to: &fired)
                try body(outcome(index, result, evidence))
            }
        }
    }

    /// Evaluates a correlation, group by group.
    private func evaluate(
        _ index: Int,
        _ next: () throws -> [UInt8]?,
        _ emit: (CorrelationResult, FiringEvidence) throws -> Void
    ) throws {
        var limits = CorrelationLimits()
        limits.events = Self.eventLimit
        limits.keepsWindows = !program.parents(of: index).isEmpty
        let definition = program.correlations[index].correlation.definition
        var group: ArraySlice<UInt8> = []
        var window: CorrelationWindow?
        var evidence = FiringEvidence()
        while let record = try next() {
            let hit = SpooledHit(record)
            if window == nil || hit.group != group {
                try window?.finish { try emit($0, evidence) }
                evidence = FiringEvidence()
                group = hit.group
                window = CorrelationWindow(
                    definition,
                    group: hit.texts,
                    context: context,
                    limits: limits
                )
            }
            evidence.add(hit.hit.id, hit.evidence)
            try window?.add(hit.hit) { try emit($0, evidence) }
        }
        try window?.finish { try emit($0, evidence) }
    }

    private func outcome(
        _ index: Int,
        _ result: CorrelationResult,
        _ evidence: FiringEvidence
    ) -> CorrelationOutcome {
        var seen: Set<String> = []
        var eventIDs: [String] = []
        var more = result.eventCount - result.events.count
        for event in result.events {
            for own in evidence.ids(of: event.id) where !seen.contains(own) {
                guard eventIDs.count < Self.eventLimit else {
                    more += 1
                    continue
                }
                seen.insert(own)
                eventIDs.append(own)
            }
        }
        return CorrelationOutcome(
            correlation: index,
            result: result,
            eventIDs: eventIDs,
            eventCount: eventIDs.count + more
        )
    }

    /// Makes the alerts of a correlation events of those that refer to it.
    private func pass(
        _ result: CorrelationResult,
        of child: Int,
        _ evidence: FiringEvidence,
        to fired: inout [Int: SortedSpool]
    ) throws {
        let parents = program.parents(of: child)
        guard !parents.isEmpty else { return }
        let timespan = program.correlations[child].correlation.definition.timespan
        var record = SpoolRecord()
        try result.forEachAlert(of: String(child), timespan: timespan) { alert in
            var ids: [String] = []
            for event in alert.events where ids.count < FiringEvidence.limit {
                ids += evidence.ids(of: event.id).prefix(FiringEvidence.limit - ids.count)
            }
            for (parent, place) in parents {
                guard let join = program.join(alert.group, of: child, in: parent, at: place) else {
                    continue
                }
                SpooledHit.encode(
                    alert.hit(rule: place, values: join.values),
                    rank: ranks[parent],
                    group: join.group,
                    content: 0,
                    evidence: ids,
                    into: &record
                )
                var spool =
                    fired.removeValue(forKey: parent)
                    ?? SortedSpool(bound: bound / 8, folder: folder)
                try spool.append(record.bytes)
                fired[parent] = spool
            }
        }
    }
}
