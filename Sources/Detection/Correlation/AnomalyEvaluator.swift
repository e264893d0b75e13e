import CloudTrail

/// Evaluates an extended correlation type: gathers the hours of a group, and tests them at the end.
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
        let evaluate = definition.anomalyTest(of: group, context)
        let found = evaluate?.findings(in: hours) ?? []
        hours = []
        for finding in found { try emit(CorrelationEpisode(finding)) }
    }
}

extension CorrelationEpisode {
    init(_ finding: AnomalyFinding) {
        self.init(
            start: finding.start,
            end: finding.time,
            events: finding.events.map { ($0.time, .event($0.id.description)) },
            windowEnds: [finding.time],
            peak: finding.measure,
            remark: finding.remark
        )
    }
}

extension CorrelationDefinition {
    /// What an extended correlation type finds in the hours of a group.
    ///
    /// - parameters:
    ///   - hours: The hours in the order of time.
    ///   - group: The values of the group-by fields.
    ///   - context: What else is known.
    /// - returns: Nothing for Sigma's kinds.
    /// - complexity: O(n) in the hours; of `spike` times the days of its history.
    package func results(
        in hours: [ActivityHour],
        of group: [String],
        _ context: AnomalyContext
    ) -> [CorrelationResult] {
        let findings = anomalyTest(of: group, context)?.findings(in: hours) ?? []
        return findings.map { CorrelationEpisode($0).result(of: group) }
    }
}

/// Something that is not as usual, found in the hours of a group.
struct AnomalyFinding {
    /// When it was first known.
    var time: Int64
    /// When what it is about began.
    var start: Int64
    /// The events that show it.
    var events: [ActivityHour.Event]
    /// How many times, or of an `absence` the seconds.
    var measure: Double
    /// Why it is reported, in words.
    var remark: String
}

/// Finds what is not as usual in the hours of a group.
protocol AnomalyTest {
    /// - parameter hours: The hours in the order of time; of an hour first what begins an
    ///   absence.
    func findings(in hours: [ActivityHour]) -> [AnomalyFinding]
}

extension CorrelationDefinition {
    /// The test of an extended type; nil for Sigma's, and where no timespan is declared for a group.
    func anomalyTest(of group: [String], _ context: AnomalyContext) -> (any AnomalyTest)? {
        guard let terms = anomaly else { return nil }
        switch kind {
        case .newTerms:
            return NewTermsTest(
                timespan: timespan,
                learning: terms.learning,
                historyStart: context.historyStart
            )
        case .spike:
            return SpikeTest(
                timespan: timespan,
                learning: terms.learning,
                deviations: terms.deviations,
                historyStart: context.historyStart,
                isEnough: { isSatisfied(by: Double($0)) }
            )
        case .absence:
            var timespan = timespan
            if let declared = terms.declaredTimespan {
                guard let length = context.declared(declared, group, self) else { return nil }
                timespan = length
            }
            return AbsenceTest(
                timespan: timespan,
                learning: terms.learning,
                expectsOthers: terms.firstExpected != nil,
                asOf: context.asOf
            )
        default: return nil
        }
    }
}
