import AuditIndex
import CloudTrail
import Detection
import SecurityArchitecture

/// The rules that a run evaluates for its events, and the architecture that they know.
package struct EventRules: Sendable {
    /// The rules.
    package let program: RuleProgram
    /// What gives events their derived fields.
    package let architecture: Architecture
    /// Where the rules were loaded from.
    package let paths: [String]

    package init(program: RuleProgram, architecture: Architecture, paths: [String]) {
        self.program = program
        self.architecture = architecture
        self.paths = paths
    }

    /// What the index keeps of them: rules, and behind them correlations.
    package var fingerprint: RuleSetFingerprint {
        RuleSetFingerprint(
            rules: program.rules.map {
                EvaluatedRule(
                    $0.header,
                    hash: $0.contentHash,
                    raisesAlerts: $0.raisesAlerts,
                    record: .matches
                )
            }
                + program.correlations.map {
                    EvaluatedRule(
                        $0.header,
                        hash: $0.contentHash,
                        raisesAlerts: $0.raisesAlerts,
                        record: $0.correlation.definition.kind.isAnomaly ? .hours : .observations
                    )
                },
            architecture: architecture.contentHash,
            paths: paths
        )
    }
}

extension EvaluatedRule {
    fileprivate init(
        _ header: RuleHeader,
        hash: String,
        raisesAlerts: Bool,
        record: Record
    ) {
        self.init(
            hash: hash,
            ruleID: header.id,
            title: header.displayTitle,
            level: header.level?.rawValue,
            status: header.status?.rawValue,
            file: header.file,
            raisesAlerts: raisesAlerts,
            techniques: header.techniques,
            record: record
        )
    }
}

/// Evaluates the rules of the run for the events of one worker.
final class EventEvaluator {
    private let matcher: RuleMatcher
    private let facts: FactReader
    private let ruleCount: Int
    /// Of each anomaly the first place of those that are expected; nil of other correlations.
    private let firstExpected: [Int?]

    /// What is known of callers, actions and requests, which the worker may use for more.
    let shared: WorkerCache

    init(_ program: RuleProgram, _ architecture: Architecture) {
        let classifier = Classifier(architecture)
        facts = FactReader(classifier)
        shared = classifier.shared
        matcher = RuleMatcher(program, derived: facts, shared: shared)
        ruleCount = program.rules.count
        firstExpected = program.correlations.map {
            $0.correlation.definition.anomaly.map { $0.firstExpected ?? .max }
        }
    }

    /// The rules that an event matches, as positions in the program.
    func rules(matching event: Event) -> [Int] {
        let known = shared.known(of: event)
        facts.begin(event, known)
        return matcher.matches(event, known)
    }

    /// What correlations want to know of the event that was matched last.
    func observations(of event: Event) -> [CorrelationObservation] {
        matcher.observations(of: event)
    }

    /// What an event gives to alerts and correlations.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - known: What ``shared`` knows of it.
    ///   - resource: Its `mainResource`.
    func contributions(
        of event: Event,
        _ known: KnownEvent,
        resource: String?
    ) -> [RuleContribution] {
        facts.begin(event, known, resource: .some(resource))
        guard !matcher.matches(event, known).isEmpty else { return [] }
        return matcher.contributions()
    }

    /// What a contribution is about, or measures, as JSON.
    func text(ofTuple number: Int32) -> ArraySlice<UInt8> { matcher.text(ofTuple: number) }

    /// The number by which the index knows what a contribution is given to: its position among the
    /// rules, and behind them the correlations.
    func number(of target: RuleContribution.Target) -> Int32 {
        switch target {
        case .rule(let rule): Int32(rule)
        case .correlation(let correlation, _): Int32(ruleCount + correlation)
        }
    }

    /// What the index keeps for the position of a rule among those that a correlation refers to.
    func place(_ place: Int, in correlation: Int) -> Int32 {
        guard let first = firstExpected[correlation] else { return Int32(place) }
        return place >= first ? 1 : 0
    }

    /// Starts another batch, of which no number is known.
    func beginBatch() { matcher.tidyTuples() }
}
