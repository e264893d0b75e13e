import AuditTestSupport
import Basics
import Testing

@testable import Detection

/// What is found does not depend on how much memory there is, nor on who observed what.
@Suite struct CorrelationRunTests {
    private static let rules = """
        title: A
        name: a
        logsource: {product: aws}
        detection: {s: {eventName: A}, condition: s}
        ---
        title: B
        name: b
        logsource: {product: aws}
        detection: {s: {eventName: B}, condition: s}
        ---
        title: Both
        name: both
        correlation:
          type: temporal
          rules: [a, b]
          group-by: [sourceIPAddress, awsRegion]
          timespan: 5s
          condition: {gte: 2}
        ---
        title: Values
        correlation:
          type: value_count
          rules: [a, b]
          group-by: sourceIPAddress
          timespan: 10s
          condition: {field: userAgent, gte: 3}
        ---
        title: Many
        name: many
        correlation:
          type: event_count
          rules: a
          group-by: sourceIPAddress
          timespan: 8s
          condition: {gte: 3}
        ---
        title: Many and then B
        correlation:
          type: temporal_ordered
          rules: [many, b]
          group-by: sourceIPAddress
          timespan: 20s
        ---
        title: Often many
        correlation:
          type: event_count
          rules: many
          timespan: 60s
          condition: {gte: 4}
        ---
        title: Anew
        correlation:
          type: new_terms
          rules: [a, b]
          group-by: [sourceIPAddress, userAgent]
          timespan: 1d
        """

    private static let names = [
        "e1", "e\u{301}", "\u{e9}", "00000000-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-00000000000A", "e\0", "",
    ]

    /// What was observed of some events, each with its content, in no order and some twice.
    private func observations(
        _ program: RuleProgram,
        _ random: inout SeededRandom
    ) throws -> [(observations: [CorrelationObservation], content: UInt64)] {
        let matcher = RuleMatcher(program)
        let contents: [(String, UInt64)] = (0..<120).map { number in
            let time = EventTime(seconds: 1_772_841_600 + Int64.random(in: 0...90, using: &random))
            let id =
                number % 4 == 0
                ? Self.names.randomElement(using: &random) ?? ""
                : "00000000-0000-4000-8000-000000001\(100 + number % 90)"
            func any(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
            var fields: [String: String] = [:]
            fields["eventTime"] = "\(time)"
            fields["eventID"] = id
            fields["eventName"] = any(["A", "B", "C"])
            fields["sourceIPAddress"] = any(["1.2.3.4", "e\u{301}", "\u{e9}"])
            fields["awsRegion"] = any(["eu-west-1", ""])
            fields["userAgent"] = any(["agent 1", "agent 2", "agent 3", "agent 4"])
            let json: String =
                "{"
                + fields.map { "\"\($0)\":" + JSONText.quoted($1, .canonical) }.joined(
                    separator: ","
                )
                + "}"
            return (json, UInt64(number))
        }
        return try (contents + contents.prefix(30)).map { json, content in
            let event = try event(json)
            _ = matcher.matches(event)
            return (matcher.observations(of: event), content)
        }.shuffled(using: &random)
    }

    @Test(arguments: 1...40)
    func aBoundChangesNothing(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let program = RuleProgram(load(Self.rules))
        let observations = try observations(program, &random)
        var whole = CorrelationRun(program)
        for item in observations { try whole.add(item.observations, content: item.content) }
        let expected = try whole.outcomes()
        #expect(!expected.isEmpty)
        try TemporaryFolder.with { folder in
            let bound = [0, 200, 2_000].randomElement(using: &random) ?? 0
            var runs = (0..<3).map { _ in
                CorrelationRun(program, bound: bound, folder: folder.path)
            }
            for item in observations.shuffled(using: &random) {
                try runs[Int.random(in: 0..<3, using: &random)]
                    .add(item.observations, content: item.content)
            }
            var joined = runs[0]
            joined.join(runs[1])
            joined.join(runs[2])
            #expect(try joined.outcomes() == expected)
        }
    }

    @Test(arguments: 1...20)
    func eachGroupIsEvaluatedForItself(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let program = RuleProgram(load(Self.rules))
        let observations = try observations(program, &random)
        var run = CorrelationRun(program, bound: 500)
        for item in observations { try run.add(item.observations, content: item.content) }
        let outcomes = try run.outcomes()
        for index in program.correlations.indices where !program.refersToCorrelations(index) {
            let definition = program.correlations[index].correlation.definition
            var groups: [[ExactText]: [(content: UInt64, hit: CorrelationHit)]] = [:]
            for item in observations {
                for observation in item.observations where observation.correlation == index {
                    groups[observation.group.map(ExactText.init), default: []]
                        .append((item.content, observation.hit))
                }
            }
            let results = groups.flatMap { group, hits in
                // Of one id the first content counts.
                let sorted = hits.sorted {
                    ($0.hit.time.seconds, $0.hit.id, $0.hit.rule, $0.content)
                        < ($1.hit.time.seconds, $1.hit.id, $1.hit.rule, $1.content)
                }
                return definition.results(sorted.map(\.hit), group: group.map(\.text))
            }
            let found = outcomes.filter { $0.correlation == index }.map(\.result)
            #expect(found.count == results.count)
            for result in found { #expect(results.contains { $0.events == result.events }) }
        }
    }
}
