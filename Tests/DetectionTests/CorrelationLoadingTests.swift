import Detection
import Foundation
import Testing

/// How correlations find their rules, and what their rules find.
@Suite struct CorrelationLoadingTests {
    static func base(_ name: String, _ extra: String = "") -> String {
        "---\ntitle: Rule \(name)\nname: \(name)\n\(extra)"
            + "detection: {s: {n: \(name)}, condition: s}\n"
    }

    static func count(_ lines: String) -> String {
        "---\ntitle: C\ncorrelation:\n  type: event_count\n  timespan: 1m\n  condition: {gte: 2}\n"
            + lines.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    private func event(_ id: String, _ second: Int, _ fields: String) -> String {
        let time = "2026-03-02T09:0\(second / 60):\(second % 60 / 10)\(second % 10)Z"
        return #"{"eventID":"\#(id)","eventTime":"\#(time)",\#(fields)}"#
    }

    @Test func whatIsReferredToRaisesNoAlerts() {
        let set = load(Self.count("rules: a") + Self.base("a") + Self.base("a") + Self.base("b"))
        let program = RuleProgram(set)
        // Only the first document of that name is meant.
        #expect(program.rules.map(\.raisesAlerts) == [false, true, true])
        #expect(program.correlations.map(\.raisesAlerts) == [true])
        let generating = RuleProgram(load(Self.count("rules: a\ngenerate: true") + Self.base("a")))
        #expect(generating.rules.map(\.raisesAlerts) == [true])
    }

    @Test func ofSeveralFilesTheOwnCountsFirst() {
        let set = load(Self.base("a") + Self.count("rules: [Rule a]") + Self.base("b"))
        #expect(set.correlations.map(\.references) == [[.rule(0)]])
    }

    @Test(arguments: [
        (
            "rules: [x]",
            "rule.yml:7:11: correlation.rules: 'x' is not the id, name or title of a loaded rule"
        ),
        (
            "rules: [C]",
            "rule.yml:7:11: correlation.rules: 'C' is not the id, name or title of a loaded rule"
        ),
        (
            "rules: [a]\naliases: {who: {b: u}}",
            "rule.yml:8:22: correlation.aliases.who.b: 'b' is not one of the correlation's rules"
        ),
        (
            "rules: [a]\ngroup_by: [u]",
            "rule.yml:8:13: correlation.group_by: unknown key 'group_by' in correlation"
        ),
    ])
    func problemsSayWhere(lines: String, problem: String) {
        let set = load(Self.count(lines) + Self.base("a"))
        #expect(set.correlations.isEmpty)
        #expect(
            set.rejected.flatMap(\.problems).map { $0.description.split(separator: ";")[0] }
                .allSatisfy { $0.contains(problem.split(separator: ": ").last ?? "") }
        )
        #expect(set.rejected.count == 1)
    }

    @Test(arguments: [
        "type: event_count\ntimespan: 1m\ncondition: {gte: 2}",
        "type: event_cont\nrules: a\ntimespan: 1m\ncondition: {gte: 2}",
        "type: event_count\nrules: a\ntimespan: 1x\ncondition: {gte: 2}",
        "type: event_count\nrules: a\ntimespan: 1m",
        "type: event_count\nrules: a\ntimespan: 1m\ncondition: {gte: many}",
        "type: event_count\nrules: a\ntimespan: 1m\ncondition: {more: 2}",
        "type: temporal\nrules: a\ntimespan: 1m\ncondition: a and not b",
        "type: temporal\ntimespan: 1m\ncondition: a and not b",
        "type: event_count\nrules: a\ntimespan: 1m\ncondition: a",
        "type: value_count\nrules: a\ntimespan: 1m\ncondition: {gte: 2}",
        "type: value_percentile\nrules: a\ntimespan: 1m\ncondition: {gte: 2, field: v}",
    ])
    func isRejected(lines: String) {
        let yaml =
            "title: C\ncorrelation:\n" + lines.split(separator: "\n").map { "  \($0)\n" }.joined()
        let set = load(yaml + Self.base("a"))
        #expect(set.rejected.map(\.title) == ["C"])
        #expect(set.rules.count == 1)
    }

    @Test func whatRefersToTheRejectedIsRejected() {
        let chain = "---\ntitle: D\ncorrelation: {type: temporal, rules: [C, a], timespan: 5m}\n"
        let set = load(Self.count("rules: [x]") + chain + Self.base("a"))
        #expect(set.rejected.map(\.title) == ["C", "D"])
    }

    @Test func severalValuesJoinSeveralGroups() throws {
        let yaml = Self.count("rules: a\ngroup-by: u") + Self.base("a")
        let events = [
            event("e1", 0, #""n":"a","u":["x","y"]"#), event("e2", 10, #""n":"a","u":"y""#),
            event("e3", 20, #""n":"a","u":"z""#),
        ]
        #expect(try correlated(yaml, events) == ["e1", "e2"])
    }

    @Test func chainsHoldTheEventsBehindTheirAlerts() throws {
        let chain = """
            ---
            title: D
            correlation: {type: temporal_ordered, rules: [C, b], group-by: [u], timespan: 5m}

            """
        let yaml = Self.count("rules: a\ngroup-by: u") + chain + Self.base("a") + Self.base("b")
        let events = [
            event("e1", 0, #""n":"a","u":"x""#), event("e2", 10, #""n":"a","u":"x""#),
            event("e3", 100, #""n":"b","u":"x""#), event("e4", 110, #""n":"b","u":"y""#),
        ]
        #expect(try correlated(yaml, events) == ["e1", "e2", "e3"])
        #expect(try correlated(yaml, events.reversed() + events) == ["e1", "e2", "e3"])
    }

    @Test func anEventIDIsNeverTakenForAFiring() throws {
        let chain = """
            ---
            title: D
            correlation: {type: temporal_ordered, rules: [C, b], group-by: [u], timespan: 5m}

            """
        let yaml = Self.count("rules: a\ngroup-by: u") + chain + Self.base("a") + Self.base("b")
        // What C's firing in the group x is called while it is evaluated.
        let id = "1:01:x@2026-03-02T09:00:10Z"
        let events = [
            event("e1", 0, #""n":"a","u":"x""#), event("e2", 10, #""n":"a","u":"x""#),
            event("e3", 100, #""n":"a","u":"y""#), event("e4", 110, #""n":"a","u":"y""#),
            event(id, 200, #""n":"b","u":"y""#),
        ]
        #expect(try correlated(yaml, events) == ["e3", "e4", id])
    }

    @Test func aCorrelationHasTestsToo() {
        let yaml =
            Self.count("rules: a\ngroup-by: u") + """
                ---
                tests:
                  template: {n: a, u: x}
                  match:
                    - name: two within a minute
                      events: [{at: +0s}, {at: +60s}]
                  no-match:
                    - name: of two people
                      events: [{}, {u: y}]
                    - name: too late
                      events: [{at: +0s}, {at: +61s}]

                """ + Self.base("a")
        let set = load(yaml)
        #expect(set.rejected.isEmpty, "\(set.rejected.first?.problems[0].description ?? "")")
        let reports = RuleTestRunner().run(set)
        #expect(reports.map(\.header.title) == ["Rule a", "C"])
        #expect(
            reports[1].results.map { $0.failure ?? "passed" } == ["passed", "passed", "passed"]
        )
    }

    // MARK: - Conditions of temporal correlations

    private func temporal(_ condition: String, _ more: String = "") -> String {
        "---\ntitle: C\ncorrelation:\n  type: temporal\n  timespan: 1m\n  group-by: [u]\n"
            + "  condition: \(condition)\n\(more)" + Self.base("a") + Self.base("b")
            + Self.base("c")
    }

    /// Events of rules `a`, `b` and `c`, each with its second.
    private func events(_ events: [(rule: String, second: Int)]) -> [String] {
        events.map { event($0.rule, $0.second, #""n":"\#($0.rule)","u":"x""#) }
    }

    @Test(arguments: [
        "a and not b: a0 -> a",
        "a and not b: b0 a60 ->",
        "a and not b: b0 a61 -> a",
        "a and not b: a0 b60 ->",
        "a and not b: a0 b61 -> a",
        "a and c and not b: a0 c30 -> a c",
        "a and c and not b: a0 c30 b70 ->",
        "(a or c) and not b: c30 -> c",
        "a and not (b or c): a0 c30 ->",
        "a and (b or c): a0 ->",
        "a and (b or c): a0 c30 -> a c",
    ])
    func conditionCombinesRules(sentence: String) throws {
        let parts = sentence.split(separator: ": ")
        let sides = parts[1].components(separatedBy: "->")
        let given = sides[0].split(separator: " ").map { event in
            (rule: String(event.prefix(1)), second: Int(event.dropFirst()) ?? 0)
        }
        #expect(
            try correlated(temporal(String(parts[0])), events(given))
                == Set(sides[1].split(separator: " ").map(String.init))
        )
    }

    @Test func orderedChainIsBrokenByWhatIsExcluded() throws {
        let yaml = temporal("a and c and not b", "  rules: [a, b, c]\n")
            .replacing("type: temporal", with: "type: temporal_ordered")
        #expect(try correlated(yaml, events([("a", 0), ("c", 30)])) == ["a", "c"])
        #expect(try correlated(yaml, events([("c", 0), ("a", 30)])) == [])
        #expect(try correlated(yaml, events([("a", 0), ("b", 20), ("c", 30)])) == [])
    }

    @Test(arguments: [
        ("not a", "the condition only excludes rules; name one that must be seen"),
        ("a or not b", "'not' belongs before a rule, joined by and: 'a and not b'"),
        ("a and not (b and c)", "'not' excludes each of its rules; write 'not (a or b)'"),
        ("a and not a", "the condition both asks for 'a' and excludes it"),
        ("a and", "found the end of the condition instead of an identifier"),
        ("a and d", "'d' is not the id, name or title of a loaded rule"),
    ])
    func conditionIsChecked(condition: String, problem: String) {
        let set = load(temporal(condition))
        #expect(set.correlations.isEmpty)
        let messages = set.rejected.flatMap(\.problems).map(\.message)
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix(problem) == true)
    }

    @Test func conditionNamesAllListedRules() {
        let set = load(temporal("a and not b", "  rules: [a, b, c]\n"))
        #expect(
            set.rejected.flatMap(\.problems).map(\.message)
                == ["the condition does not name 'c', one of the rules"]
        )
    }
}
