import Detection
import Testing

/// `action` in rule files: documents that are merged into others.
@Suite struct DocumentActionTests {
    private static let global = """
        action: global
        title: g
        level: low
        logsource: {product: aws, service: cloudtrail}
        """

    private func rule(_ name: String, _ extra: String = "") -> String {
        "---\n\(extra)detection: {s: {eventName: \(name)}, condition: s}\n"
    }

    private func problems(_ yaml: String) -> [String] {
        load(yaml).rejected.flatMap(\.problems).map(\.description)
    }

    /// Which of the events A, B and C match some rule.
    private func matches(_ yaml: String) throws -> [String] {
        try ["A", "B", "C"].filter { name in
            try outcome(yaml, #"{"eventName":"\#(name)"}"#) == .matches(true)
        }
    }

    @Test func globalDocumentIsMergedIntoTheRulesAfterIt() throws {
        let yaml = Self.global + "\n" + rule("A") + rule("B", "level: high\n")
        let set = load(yaml)
        #expect(set.rejected.isEmpty)
        #expect(set.rules.map(\.header.title) == ["g", "g"])
        #expect(set.rules.map(\.header.level) == [.low, .high])
        #expect(set.rules.map(\.header.line) == [6, 8])
        #expect(try matches(yaml) == ["A", "B"])
    }

    @Test func globalDocumentsAddUpAndMappingsAreMerged() throws {
        let yaml = """
            \(Self.global)
            ---
            action: global
            tags: [attack.impact]
            detection: {s: {eventSource: x}}
            ---
            detection: {s: {eventName: A}, condition: s}
            """
        let set = load(yaml)
        #expect(set.rejected.isEmpty)
        #expect(set.rules.map(\.header.tags.count) == [1])
        // Both the event source, which is global, and the name.
        #expect(try matches(yaml) == [])
    }

    @Test func resetEndsWhatIsGlobal() throws {
        let windows = "action: global\ntitle: w\nlogsource: {product: windows}\n"
        let after = rule("C", "action: reset\ntitle: r\nlogsource: {product: aws}\n")
        #expect(try matches(windows + rule("A") + after) == ["C"])
        #expect(
            load(windows + "---\naction: reset\n" + rule("A")).rules.map(\.header.title) == [""]
        )
    }

    @Test func repeatMakesTheRuleBeforeItOnceMore() throws {
        let yaml =
            Self.global + "\n" + rule("A", "title: first\n")
            + rule("B", "action: repeat\nlevel: high\n") + rule("C", "action: repeat\n")
        let set = load(yaml)
        #expect(set.rules.map(\.header.title) == ["first", "first", "first"])
        #expect(set.rules.map(\.header.level) == [.low, .high, .high])
        #expect(try matches(yaml) == ["A", "B", "C"])
    }

    @Test func testsOfARuleAreNotRepeated() throws {
        let tests = "---\ntests: {no-match: [{name: nothing}]}\n"
        let yaml = rule("A", "title: first\n") + tests + rule("B", "action: repeat\n") + tests
        #expect(load(yaml).rules.map(\.header.title) == ["first", "first"])
        #expect(load(yaml).tests.count == 2)
        #expect(try matches(yaml) == ["A", "B"])
    }

    @Test func correlationsAndTestsAreNotMergedInto() {
        let yaml =
            Self.global + "\n" + rule("A", "name: a\n") + """
                ---
                title: c
                correlation: {type: event_count, rules: a, timespan: 1m, condition: {gte: 2}}
                ---
                tests: {match: [{name: t, events: [{eventName: A}, {eventName: A, at: +1s}]}]}
                """
        let set = load(yaml)
        #expect(set.rejected.isEmpty)
        #expect(set.correlations.map(\.header.title) == ["c"])
        #expect(set.correlations.map(\.header.level) == [nil])
        #expect(set.tests.count == 1)
    }

    @Test func brokenGlobalDocumentTakesItsRulesAlong() {
        let problem = "needs the document at line 1, which was rejected"
        let notYAML = "action: global\ntitle: [\n" + rule("A") + rule("B")
        #expect(load(notYAML).rules.isEmpty)
        #expect(problems(notYAML).filter { $0.hasSuffix(problem) }.count == 2)
        let unknown = "action: globl\ntitle: g\n" + rule("A")
        #expect(load(unknown).rules.isEmpty)
        #expect(
            problems(unknown).first
                == "rule.yml:1:9: action: 'globl' is not an action; did you mean 'global'?; write "
                + "global, reset or repeat, or a document with 'correlation:'"
        )
    }

    @Test func repeatNeedsARule() {
        #expect(
            problems("action: repeat\ntitle: r\n")
                == ["rule.yml:1:9: action: there is no rule before it to repeat"]
        )
    }

    @Test func problemsOfWhatIsGlobalAreReportedAtTheRule() {
        let yaml =
            "action: global\n# one\n# two\ntitle: g\nlevel: loud\n" + rule("A", "# a comment\n")
        #expect(
            problems(yaml).allSatisfy {
                $0.hasPrefix("rule.yml:8:1: level: 'loud' is not a valid level")
            }
        )
    }

    @Test func largeGlobalDocumentsAreNotMultiplied() {
        let large =
            "action: global\ntitle: g\nreferences: ['\(String(repeating: "x", count: 900_000))']\n"
        let set = load(large + String(repeating: rule("A"), count: 100))
        #expect(!set.rules.isEmpty)
        #expect(set.rejected.count > 20)
        #expect(set.rejected.last?.problems.first?.message.contains("64 MiB") == true)
    }
}
