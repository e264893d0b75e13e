import AuditTestSupport
import Detection
import Foundation
import Testing

/// What is loaded from files, what is rejected, and what is said about it.
@Suite struct RuleLoaderTests {
    private static let good = rule("s: {f: a}\ncondition: s")

    @Test func aBadDocumentDoesNotTakeItsNeighboursWithIt() {
        let set = load(
            Self.good + "---\n# nothing\n---\ntitle: [\n---\n" + Self.good
                + "---\ntitle: B\ndetection: {s: {f|foo: a}, condition: s}\n---\n" + Self.good
        )
        #expect(set.rules.count == 3)
        #expect(
            set.rejected.map { "\($0.title ?? "-") \($0.problems[0])" } == [
                "- rule.yml:10:1: not YAML: while parsing a flow node, did not find expected node content",
                "B rule.yml:18:17: detection.s.f|foo: unknown modifier 'foo'",
            ]
        )
    }

    @Test(arguments: [
        ("title: T\n", "1:1: missing key 'detection', which says what the rule looks for"),
        ("- a\n", "1:1: is a list, but a rule is a mapping with title, detection, …"),
        (
            "id: 5\ndetection: {s: {f: a}, condition: s}\n",
            "1:5: id: '5' is not a UUID; write one, or remove the key"
        ),
        (
            "level: hihg\ndetection: {s: {f: a}, condition: s}\n",
            "1:8: level: 'hihg' is not a valid level; did you mean 'high'?"
        ),
        (
            "detection: {s: {f: a}}\n",
            "1:12: detection: missing key 'condition', which combines the selections"
        ),
        (
            "detection:\n  sel: {f: a}\n  condition: self\n",
            "3:14: detection.condition: the condition names 'self', which is not a selection; did "
                + "you mean 'sel'?"
        ),
        (
            "detection: {s: {f: a}, condition: s | count() > 5}\n",
            "1:35: detection.condition: '|' begins an aggregation, which Sigma no longer has; "
                + "write a correlation instead"
        ),
        (
            "detection: {s: {f: a, f: b}, condition: s}\n",
            "1:17: 'f' is declared here more than once; keep one"
        ),
    ])
    func problemsSayWhere(yaml: String, problem: String) {
        #expect(
            load(yaml).rejected.flatMap(\.problems).map(\.description) == ["rule.yml:" + problem]
        )
    }

    @Test func oddInputIsAccepted() {
        let set = load(
            """
            title: T
            id: 978C15F1-0000-1000-8000-0000000000AB
            status: Test
            level: HIGH
            tags: [attack.initial_access, attack.stealth, odd]
            references:
            something: else
            detection:
              s: {f: a}
              condition: s
            """
        )
        #expect(set.rejected.isEmpty)
        let header = set.rules[0].header
        #expect(header.id == "978c15f1-0000-1000-8000-0000000000ab")
        #expect(header.status == .test)
        #expect(header.level == .high)
        #expect(header.tags.map(\.namespace) == ["attack", "attack", ""])
        #expect(header.references.isEmpty)
    }

    @Test func idsAreNotUnique() {
        let text = "id: 00000000-0000-4000-8000-000000000001\n" + Self.good
        #expect(load(text + "---\n" + text).rules.count == 2)
    }

    @Test func theContentHashIsOfWhatIsSaid() {
        func hash(_ yaml: String) -> String { load(yaml).rules.first?.header.contentHash ?? "" }
        let plain = "title: T\ndetection:\n  s: {f: 5, g: b}\n  condition: s\n"
        #expect(hash(plain).count == 32)
        #expect(
            hash("# why\ntitle: 'T'\ndetection:\n  condition: s\n  s: {g: b, f: 5}") == hash(plain)
        )
        #expect(hash(plain.replacing("5", with: "'5'")) != hash(plain))
        #expect(hash(plain.replacing("b}", with: "c}")) != hash(plain))
    }

    @Test func foldersAreReadInOrder() throws {
        try TemporaryFolder.with { folder in
            try folder.write(Self.good, to: "b/rule.yaml")
            try folder.write(Self.good, to: "a/deep/rule.YML")
            try folder.write("not: a rule", to: "a/notes.txt")
            try folder.write("broken", to: "a/zz.yml")
            let set = RuleLoader().load(paths: [folder.path, folder.path, folder.path + "/none"])
            #expect(
                set.files.map { $0.dropFirst(folder.path.count) } == [
                    "/a/deep/rule.YML", "/a/zz.yml", "/b/rule.yaml",
                ]
            )
            #expect(set.rules.count == 2)
            #expect(set.rejected.count == 2)
        }
    }

    /// Files are read several at a time, and the long ones take longer.
    @Test func manyFilesComeInOrder() throws {
        try TemporaryFolder.with { folder in
            let names = (100..<200).map(String.init)
            for (index, name) in names.enumerated() {
                let note = String(repeating: "# \(name)\n", count: index % 3 * 2_000)
                let rule = index % 4 == 0 ? "broken" : Self.good
                try folder.write("\(note)title: Rule \(name)\n---\n\(rule)", to: "\(name).yml")
            }
            let set = RuleLoader().load(paths: [folder.path])
            let paths = names.map { folder.path("\($0).yml") }
            let good = paths.indices.filter { $0 % 4 != 0 }.map { paths[$0] }
            #expect(set.files == paths)
            #expect(set.rules.map(\.header.file) == good)
            // What lacks a detection is wrong in each, and the broken document in some.
            let rejected = paths.indices.flatMap { index in
                Array(repeating: paths[index], count: index % 4 == 0 ? 2 : 1)
            }
            #expect(set.rejected.map(\.file) == rejected)
        }
    }

    @Test func allProblemsOfADocumentAreReported() {
        let set = load(
            """
            title: T
            level: loud
            status: new
            detection:
              s:
                eventName|contain: A
                eventSource|is: B
                sourceIPAddress|cidr: [300.1.2.3/8]
              t:
                - userAgent|re: '('
                - awsRegion|foo: x
              condition: s an t
            ---
            title: C
            level: quiet
            correlation: {type: event_cont, rules: [], timespan: 5}
            """
        )
        let problems = set.rejected.flatMap(\.problems)
        #expect(
            problems.map(\.path) == [
                "status", "level", "detection.s.eventName|contain", "detection.s.eventSource|is",
                "detection.s.sourceIPAddress|cidr", "detection.t[0].userAgent|re",
                "detection.t[1].awsRegion|foo", "detection.condition", "level", "correlation.type",
            ]
        )
    }
}
