import CloudTrail
import Detection
import SecurityArchitecture

/// Holds the events of one worker against the rules of the run.
final class EventJudge {
    private let matcher: RuleMatcher
    private let classifier: Classifier

    init(_ rules: EventRules) {
        matcher = RuleMatcher(rules.program)
        classifier = Classifier(rules.architecture)
    }

    /// The rules that an event matches, as positions in the program.
    func rules(matching event: Event) -> [Int] {
        matcher.matches(event, facts: { classifier.facts(for: event) })
    }
}
