import AuditTestSupport
import CloudTrail
import Detection
import Foundation
import SecurityArchitecture
import Testing

/// Choosing candidates is only a way to be quick: it never changes what matches.
@Suite struct CandidateTests {
    /// Puts every rule to every event, by the index and by looking at each; they must agree.
    private func agree(_ set: RuleSet, _ events: [Event]) -> Int {
        let program = RuleProgram(set)
        let derived = GivenFields()
        let indexed = RuleMatcher(program, derived: derived)
        let brute = RuleMatcher(program, derived: derived)
        var matches = 0
        var differences = 0
        // Twice, for the second time values and actions are known.
        for event in events + events.reversed() {
            derived.values[.principalKind] = .text(
                event.text(.userAgent) == nil ? "root" : "human"
            )
            let quick = indexed.matches(event)
            let slow = brute.matches(record: event.record)
            if quick != slow { differences += 1 }
            matches += slow.count
        }
        #expect(differences == 0)
        return matches
    }

    @Test
    func everyCaseAgainstEveryRule() throws {
        var yaml = ""
        var events: [Event] = []
        for example in ConformanceCase.all {
            switch example.expectation {
            case .rejected: continue
            case .matches(let record, _): events.append(try event(record))
            case .holds(let records, _): for record in records { events.append(try event(record)) }
            }
            // A filter of one case would be one of all.
            if !example.rules.contains("filter:") { yaml += "---\n" + example.rules }
        }
        #expect(agree(load(yaml), events) > 1_000)
    }

    @Test func ownCasesAgainstEveryRule() throws {
        let cases = SigmaCase.values + SigmaCase.paths + SigmaCase.modifiers + SigmaCase.forms
        let yaml = cases.map { "---\n" + rule($0.detection) }.joined()
        #expect(agree(load(yaml), try cases.map { try event($0.record) }) > 1_000)
    }

    @Test func actionsOfEveryKind() throws {
        let yaml = [
            "s: {eventName: a}\ncondition: s", "s: {eventName: null}\ncondition: s",
            "s: {eventName: A, eventSource: b}\ncondition: s",
            "s: {eventName|exists: true}\ncondition: s", "s: {eventName: a}\ncondition: not s",
            "s: {eventName: a}\nt: {eventName: b}\ncondition: s and t",
            "s: {eventName: 'É'}\ncondition: s", "s: {eventName: 5}\ncondition: s",
            "s: {eventName|cased: a}\ncondition: s",
            "s: {eventName|fieldref: eventSource}\ncondition: s",
        ].map { "---\n" + rule($0) }.joined()
        let names = [
            #""a""#, #""A""#, #""b""#, "null", #"["a","b"]"#, "5", #""5""#, #"{"a":1}"#,
            #""\u0061""#,
            #""é""#, #""É""#, #""""#,
        ]
        var events: [Event] = [try event("{}")]
        for name in names {
            events.append(try event(#"{"eventName":\#(name)}"#))
            for source in names {
                events.append(try event(#"{"eventName":\#(name),"eventSource":\#(source)}"#))
            }
        }
        #expect(agree(load(yaml), events) > 100)
    }

    @Test func sampleLogsAgainstGeneratedRules() throws {
        let folder = LogEvents.repository.appendingPathComponent("SampleLogs")
        try againstGeneratedRules(LogEvents.events(in: folder, limit: 1_500), seed: 1)
    }

    @Test
    func realLogsAgainstGeneratedRules() throws {
        try againstGeneratedRules(LogEvents.events(in: RealLogs.folder), seed: 2)
    }

    private func againstGeneratedRules(_ events: [Event], seed: Int) throws {
        #expect(events.count > 500)
        var random = SeededRandom(seed: seed)
        var words = GeneratedRules.Vocabulary(actions: [], values: [])
        for event in events.shuffled(using: &random).prefix(200) {
            words.actions.append((event.text(.eventSource) ?? "", event.text(.eventName) ?? ""))
            let leaves = LogEvents.leaves(of: event.record).filter {
                $0.value.count < 200
                    && !$0.path.contains(where: { " :|#'\"{}[],&*?-".contains($0) })
            }
            words.values += leaves.shuffled(using: &random).prefix(5)
        }
        let set = load(GeneratedRules.yaml(words, count: 120, seed: seed))
        #expect(set.rejected.isEmpty, "\(set.rejected.first?.problems[0].description ?? "")")
        #expect(set.rules.count == 120)
        #expect(agree(set, events) > 1_000)
    }
}
