import CloudTrail
import Detection
import SecurityArchitecture

/// Holds the events of one worker against the rules of the run.
final class EventJudge {
    private let matcher: RuleMatcher
    private let facts: FactReader

    init(_ program: RuleProgram, _ architecture: Architecture) {
        matcher = RuleMatcher(program)
        facts = FactReader(Classifier(architecture))
    }

    /// The rules that an event matches, as positions in the program.
    func rules(matching event: Event) -> [Int] {
        facts.begin()
        return matcher.matches(event) { facts.value(of: $0, in: event) }
    }

    /// What correlations want to know of the event that was matched last.
    func observations(of event: Event) -> [CorrelationObservation] {
        matcher.observations(of: event) { facts.value(of: $0, in: event) }
    }

    /// What an event gives to alerts and correlations.
    func contributions(of event: Event) -> [RuleContribution] {
        guard !rules(matching: event).isEmpty else { return [] }
        return matcher.contributions { facts.value(of: $0, in: event) }
    }

    /// What a contribution is about, or measures, as JSON.
    func text(ofTuple number: Int32) -> ArraySlice<UInt8> { matcher.text(ofTuple: number) }

    /// Turns to another batch, of which no number is known.
    func beginBatch() { matcher.tidyTuples() }
}
