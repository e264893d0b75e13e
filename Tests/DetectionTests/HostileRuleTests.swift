import AuditTestSupport
import Detection
import Foundation
import Testing

/// Whatever the bytes are, the answer is rules or problems, and soon.
@Suite struct HostileRuleTests {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("nothing", []),
        ("not UTF-8", Array("title: ".utf8) + [0xff, 0xfe]),
        ("zero bytes", Array(repeating: 0, count: 1_000)),
        ("two megabytes", Array(repeating: UInt8(ascii: "a"), count: 2 << 20)),
        ("a megabyte of brackets", Array(repeating: UInt8(ascii: "["), count: 1 << 20)),
        ("many documents", Array(String(repeating: "---\na: b\n", count: 50_000).utf8)),
        ("many markers", Array(String(repeating: "---\n", count: 200_000).utf8)),
        ("deep lists", Array(rule("s: \(String(repeating: "[", count: 30))\ncondition: s").utf8)),
        ("a bomb of aliases", Array(bomb.utf8)),
        ("an alias of itself", Array("detection: &a {s: *a, condition: s}\n".utf8)),
        (
            "many parentheses",
            Array(rule("s: {f: a}\ncondition: '\(String(repeating: "(", count: 100_000))'").utf8)
        ),
        (
            "many nots",
            Array(rule("s: {f: a}\ncondition: \(String(repeating: "not ", count: 100_000))s").utf8)
        ),
        (
            "many ofs",
            Array(
                rule("\(selections)condition: \(String(repeating: "1 of * or ", count: 5_000))s0")
                    .utf8
            )
        ),
        ("many keys", Array(rule("s:\n\(keys)condition: s").utf8)),
        (
            "a long pattern",
            Array(rule("s: {f: '\(String(repeating: "*a?", count: 200_000))'}\ncondition: s").utf8)
        ),
        (
            "an expansion",
            Array(rule("s: {f|windash|windash|windash: '-a -b -c'}\ncondition: s").utf8)
        ),
        ("many correlations", Array(correlations.utf8)),
        ("a circle", Array(circle.utf8)),
        (
            "a deep test",
            Array(
                "title: T\ndetection: {s: {f: a}, condition: s}\n---\ntests: {match: [{name: a, \(String(repeating: "a.", count: 200))b: c}]}\n"
                    .utf8
            )
        ),
    ]

    private static var bomb: String {
        var text = "title: T\nl0: &l0 [a, a]\n"
        for level in 1..<30 { text += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n" }
        return text + "detection: {s: {f: *l29}, condition: s}\n"
    }

    private static var selections: String {
        (0..<500).map { "s\($0): {f: a}\n" }.joined()
    }

    private static var keys: String {
        (0..<30_000).map { "  f\($0): a\n" }.joined()
    }

    private static var correlations: String {
        (0..<3_000).map {
            "---\ntitle: C\($0)\ncorrelation: {type: temporal, rules: [C\($0 + 1)], timespan: 1m}\n"
        }.joined()
    }

    private static var circle: String {
        (0..<3).map {
            "---\ntitle: C\($0)\ncorrelation: {type: temporal, rules: [C\(($0 + 1) % 3)], timespan: 1m}\n"
        }.joined()
    }

    /// Loads some bytes, and does with them all that there is to do.
    private func use(_ bytes: [UInt8]) throws -> RuleSet {
        let set = RuleLoader().load(yaml: bytes, file: "rule.yml")
        let program = RuleProgram(set)
        let sample = try event(#"{"eventName":"a","eventSource":"b","f":"aaaaaaaaaaaaaaaaaaaa"}"#)
        _ = RuleMatcher(program).matches(sample)
        _ = RuleLint().findings(in: set)
        _ = RuleTestRunner().run(set)
        return set
    }

    @Test(.timeLimit(.minutes(2)), arguments: files.indices)
    func isAnsweredSoon(index: Int) throws {
        let clock = ContinuousClock()
        var set = RuleSet()
        let time = try clock.measure { set = try use(Self.files[index].bytes) }
        #expect(time < .seconds(60), "\(Self.files[index].name)")
        let problems = set.rejected.flatMap(\.problems).map(\.description)
        #expect(problems.allSatisfy { $0.hasPrefix("rule.yml") && !$0.contains("\n") })
    }

    /// Sound documents of every kind, for damaging.
    private static let samples = [
        rule(
            "s:\n  f|contains|all: ['a*', b]\n  g|gte: 5\n  h|cidr: 10.0.0.0/8\ncondition: s and not 1 of s*"
        ),
        rule("s:\n  - {a.b: 'x', c: [1, true, null]}\n  - word\ncondition: s or (s and s)")
            + "---\ntests:\n  template: {a: 1}\n  match:\n    - name: one\n      a.b: c\n      at: +5m\n",
        "title: C\ncorrelation:\n  type: event_count\n  rules: [T]\n  group-by: [a]\n  timespan: 5m\n"
            + "  condition: {gte: 3}\n  aliases: {x: {T: y}}\n---\n"
            + rule("s: {f: a}\ncondition: s"),
        "title: F\nfilter:\n  rules: any\n  s: {f: a}\n  condition: not s\n---\n"
            + rule("s: {f|base64offset|contains: a, g|windash: '-x'}\ncondition: all of them"),
    ]

    @Test(arguments: 0..<8)
    func damagedRulesAreAnswered(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let marks = Array("[]{}:,&*-?|\t\n\"'<>#!%@`~ 0ay".utf8)
        for _ in 0..<150 {
            var bytes = Array((Self.samples.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1:
                    bytes.insert(marks[Int.random(in: 0..<marks.count, using: &random)], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 10))
                case 3:
                    bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 25)], at: place)
                default: bytes[place] = marks[Int.random(in: 0..<marks.count, using: &random)]
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "a")] }
            }
            let set = try use(bytes)
            #expect(set.rejected.flatMap(\.problems).allSatisfy { !$0.description.contains("\n") })
        }
    }

    @Test func arraysWithinArraysAreNoWayToStopTheMatcher() throws {
        let yaml = rule("s: {f.0.1.0.1.0.1.0.1.x: a}\ncondition: s")
        let deep = String(repeating: "[0,", count: 400) + "0" + String(repeating: "]", count: 400)
        #expect(try outcome(yaml, #"{"f":\#(deep)}"#) == .matches(false))
    }
}
