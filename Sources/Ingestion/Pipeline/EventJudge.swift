import CloudTrail
import Detection
import SecurityArchitecture

/// Holds the events of one worker against the rules of the run.
final class EventJudge {
    private let matcher: RuleMatcher
    private let classifier: Classifier
    /// The facts of the event that was matched last, once something has asked for them.
    private var facts: Facts?

    init(_ program: RuleProgram, _ architecture: Architecture) {
        matcher = RuleMatcher(program)
        classifier = Classifier(architecture)
    }

    /// The rules that an event matches, as positions in the program.
    func rules(matching event: Event) -> [Int] {
        facts = nil
        return matcher.matches(event, facts: { facts(of: event) })
    }

    /// What correlations want to know of the event that was matched last.
    func observations(of event: Event) -> [CorrelationObservation] {
        matcher.observations(of: event, facts: { facts(of: event) })
    }

    /// Calls `body` with what an event gives to alerts and correlations.
    func contributions(
        of event: Event,
        _ body: (RuleContribution, _ subject: [UInt8], _ values: [UInt8]) -> Void
    ) {
        guard !rules(matching: event).isEmpty else { return }
        matcher.contributions(of: event, facts: { facts(of: event) }, body)
    }

    private func facts(of event: Event) -> Facts {
        if let facts { return facts }
        let made = classifier.facts(for: event)
        facts = made
        return made
    }
}
