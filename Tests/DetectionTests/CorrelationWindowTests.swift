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
}
