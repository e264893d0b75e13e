import CloudTrail

/// Evaluates an own kind of correlation: gathers the hours of a group, and judges them at the end.
///
/// Memory: about 100 bytes for each hour in which the group was seen.
struct AnomalyEvaluator: InstantEvaluator {
    private let definition: CorrelationDefinition
    private let group: [String]
    private let context: AnomalyContext
    private var hours: [ActivityHour] = []

    init(_ definition: CorrelationDefinition, group: [String], _ context: AnomalyContext) {
        self.definition = definition
        self.group = group
        self.context = context
    }

    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows {
        let firstExpected = definition.anomaly?.firstExpected ?? .max
        for event in instant.events.sorted(by: { $0.id < $1.id }) {
            let place = ActivityHour.Event(time: instant.time, id: EventIdentifier(event.id.text))
            for isExpected in [false, true]
            where event.rules.contains(where: { ($0 >= firstExpected) == isExpected }) {
                add(ActivityHour(isExpected: isExpected, count: 1, first: place, last: place))
            }
        }
    }

    private mutating func add(_ new: ActivityHour) {
        // An hour has at most two entries, and they stand at the end.
        for index in hours.indices.suffix(2)
        where hours[index].start == new.start && hours[index].isExpected == new.isExpected {
            hours[index].add(new)
            return
        }
        hours.append(new)
    }

    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows {
        let judge = definition.anomalyJudge(of: group, context)
        let found = judge?.findings(in: hours) ?? []
        hours = []
        for finding in found { try emit(CorrelationEpisode(finding)) }
    }
}

extension CorrelationEpisode {
    init(_ finding: AnomalyFinding) {
        self.init(
            start: finding.start,
            end: finding.time,
            events: finding.events.map { ($0.time, ExactText($0.id.description)) },
            windowEnds: [finding.time],
            peak: finding.measure,
            remark: finding.remark
        )
    }
}

extension CorrelationDefinition {
    /// What an own kind of correlation finds in the hours of a group.
    ///
    /// - parameters:
    ///   - hours: The hours in the order of time.
    ///   - group: The values of the group-by fields.
    ///   - context: What else is known.
    /// - returns: Nothing for Sigma's kinds.
    /// - complexity: O(n) in the hours; of `spike` times the days of its history.
    public func results(
        in hours: [ActivityHour],
        of group: [String],
        _ context: AnomalyContext
    ) -> [CorrelationResult] {
        let findings = anomalyJudge(of: group, context)?.findings(in: hours) ?? []
        return findings.map { CorrelationEpisode($0).result(of: group) }
    }
}
