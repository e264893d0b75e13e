import Basics
import Testing

@testable import Detection

struct CorrelationWindowTests {
    @Test(arguments: CorrelationKind.allCases.filter { !$0.isAnomaly })
    func `Episodes are those of the definition`(kind: CorrelationKind) throws {
        var cases = CorrelationCases(seed: 20)
        var found = 0
        for number in 0..<3_000 {
            let definition = try cases.definition(kind)
            let hits = cases.hits(definition)
            let expected = CorrelationOracle(definition: definition, hits: hits).results()
            let results = definition.results(hits)
            found += results.count
            guard results == expected else {
                Issue.record("case \(number): \(definition) \(hits): \(results), not \(expected)")
                return
            }
        }
        #expect(found > 300)
    }

    /// What a firing shows of a flood: the first events of the first window, and of each later one
    /// the first that it adds; windows, counts and measures are those of all events.
    @Test
    func `Of a flood the first events of each window are kept`() throws {
        var cases = CorrelationCases(seed: 21)
        var limits = CorrelationLimits()
        (limits.eventsOfFirstWindow, limits.eventsOfLaterWindow) = (3, 1)
        var cut = 0
        for _ in 0..<2_000 {
            let definition = try cases.definition(.eventCount)
            let hits = cases.hits(definition).enumerated().map { number, hit in
                CorrelationHit(time: hit.time, id: .event("event \(number)"), rule: hit.rule)
            }
            let whole = definition.results(hits)
            let results = definition.results(hits, limits: limits)
            #expect(results.map(\.windowEnds) == whole.map(\.windowEnds))
            #expect(results.map(\.eventCount) == whole.map(\.eventCount))
            #expect(results.map(\.peak) == whole.map(\.peak))
            for (result, all) in zip(results, whole) {
                var expected: [CorrelationResult.Event] = []
                var before: EventTime?
                for end in all.windowEnds {
                    let added = all.events.filter {
                        event in event.time <= end && before.map { $0 < event.time } ?? true
                    }
                    expected += added.prefix(before == nil ? 3 : 1)
                    before = end
                }
                cut += all.events.count - expected.count
                #expect(result.events == expected)
            }
        }
        #expect(cut > 300)
    }
}
