import AuditTestSupport
import CloudTrail
import Detection
import SecurityArchitecture
import Testing

/// Derived fields out of all facts of an event, found out beforehand.
private final class AllFacts: DerivedFields {
    private let classifier: Classifier
    private var current: (event: Event, facts: Facts)?

    init(_ classifier: Classifier) { self.classifier = classifier }

    func begin(_ event: Event) { current = (event, classifier.facts(for: event)) }

    func value(of field: FactField) -> FactValue? {
        current.flatMap { $0.facts.value(of: field, in: $0.event) }
    }
}

/// What is known of callers and kinds of events from others never changes what matches.
@Suite struct QuickMatchingTests {
    /// Some events of a week with the incident, and the same again, when all is known.
    private static let events: [Event] = {
        var events: [Event] = []
        var number = 0
        for file in SampleLogs(seed: 1, incident: true).files() {
            _ = LogReader().read(bytes: file.json) { record, _ in
                number += 1
                if number.isMultiple(of: 53), case .event(let event) = record {
                    events.append(event.detached)
                }
                return true
            }
        }
        return events + events.prefix(50)
    }()

    @Test func theQuickWayMatchesWhatTheSlowOneDoes() throws {
        for architecture in [Architecture.guessed, try RulePack.architecture()] {
            let program = RuleProgram(RulePack.set)
            let reader = FactReader(Classifier(architecture))
            let all = AllFacts(Classifier(architecture))
            let quick = RuleMatcher(program, derived: reader)
            let slow = RuleMatcher(program, derived: all)
            var matches = 0
            for event in Self.events {
                reader.begin(event)
                all.begin(event)
                let found = quick.matches(event)
                let wanted = slow.matches(record: event.record)
                #expect(found == wanted, "\(event.identifier)")
                matches += wanted.count
            }
            #expect(matches > 100)
        }
    }

    @Test func singleFactsAreThoseOfAll() throws {
        for architecture in [Architecture.guessed, try RulePack.architecture()] {
            let classifier = Classifier(architecture)
            let reader = FactReader(Classifier(architecture))
            let shared = reader.classifier.shared
            for event in Self.events {
                let facts = classifier.facts(for: event)
                for field in FactField.allCases {
                    let wanted = facts.value(of: field, in: event)
                    // Each alone, so that none is answered from what another had made.
                    reader.begin(event)
                    #expect(
                        reader.value(of: field) == wanted,
                        "\(field) of \(event.identifier)"
                    )
                    // As an ingest asks, which has found some things out already.
                    reader.begin(
                        event,
                        shared.known(of: event),
                        resource: .some(event.mainResource)
                    )
                    #expect(
                        reader.value(of: field) == wanted,
                        "\(field) of \(event.identifier)"
                    )
                }
            }
        }
    }
}
