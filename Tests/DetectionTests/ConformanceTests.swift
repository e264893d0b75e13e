import Testing

/// The engine, case by case, against what the specification and its tools say.
struct ConformanceTests {
    @Test(arguments: ConformanceCase.all)
    func isAsExpected(example: ConformanceCase) throws {
        switch example.expectation {
        case .rejected:
            let set = load(example.rules)
            #expect(!set.rejected.isEmpty)
            #expect(set.rejected.allSatisfy { !$0.problems.isEmpty })
        case .matches(let event, let expected):
            #expect(try outcome(example.rules, event) == .matches(expected))
        case .holds(let events, let expected):
            #expect(load(example.rules).rejected.isEmpty)
            #expect(try correlated(example.rules, events) == expected)
        }
    }

    @Test func allCasesAreRead() {
        #expect(ConformanceCase.all.count == 184)
    }
}
