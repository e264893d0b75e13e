import Detection
import SecurityArchitecture
import Testing

/// The engine, line by line, where the conformance suite has no case.
@Suite struct SigmaTests {
    private func check(_ example: SigmaCase) throws {
        let yaml = rule(example.detection)
        guard let matches = example.matches else {
            #expect(!load(yaml).rejected.isEmpty)
            return
        }
        #expect(try outcome(yaml, example.record) == .matches(matches))
    }

    @Test(arguments: SigmaCase.values) func values(example: SigmaCase) throws { try check(example) }
    @Test(arguments: SigmaCase.paths) func paths(example: SigmaCase) throws { try check(example) }
    @Test(arguments: SigmaCase.modifiers) func modifiers(example: SigmaCase) throws {
        try check(example)
    }
    @Test(arguments: SigmaCase.forms) func forms(example: SigmaCase) throws { try check(example) }

    @Test func placeholdersAreFilledIn() throws {
        let yaml = rule("s:\n  f|expand: 'x-%who%'\ncondition: s")
        let placeholders = ["who": ["alice", "b*"]]
        #expect(
            try outcome(yaml, #"{"f":"X-bob"}"#, placeholders: placeholders) == .matches(true)
        )
        #expect(
            try outcome(yaml, #"{"f":"x-carol"}"#, placeholders: placeholders) == .matches(false)
        )
    }

    @Test func derivedFieldsResolveLikeKeys() throws {
        let yaml = rule("s:\n  audit.principal.kind: human\n  audit.denied: true\ncondition: s")
        let derived: [FactField: FactValue] = [
            .principalKind: .text("Human"), .denied: .boolean(true),
        ]
        #expect(try outcome(yaml, "{}", derived: derived) == .matches(true))
        #expect(try outcome(yaml, "{}") == .matches(false))
        // The record's own keys win.
        let own = #"{"audit":{"principal":{"kind":"workload"}}}"#
        #expect(try outcome(yaml, own, derived: derived) == .matches(false))
    }

    @Test func derivedListsMatchByAnyElement() throws {
        let yaml = rule("s:\n  audit.secret.name|startswith: prod/\ncondition: s")
        let derived: [FactField: FactValue] = [.secretName: .list(["test/a", "prod/b"])]
        #expect(try outcome(yaml, "{}", derived: derived) == .matches(true))
    }

    @Test func filtersDoNotSeeTheRulesIdentifiers() throws {
        let filter = """
            ---
            title: F
            filter:
              rules: any
              selection: {u: bob}
              condition: not selection

            """
        let yaml = rule("selection: {f: a}\ncondition: 1 of them") + filter
        #expect(try outcome(yaml, #"{"f":"a","u":"alice"}"#) == .matches(true))
        #expect(try outcome(yaml, #"{"f":"a","u":"bob"}"#) == .matches(false))
        #expect(try outcome(yaml, #"{"u":"alice"}"#) == .matches(false))
    }

    @Test(arguments: [
        ("product: aws", true), ("service: cloudtrail", true), ("{}", true),
        ("product: azure", false), ("category: process_creation", false), ("service: s3", false),
    ])
    func rulesAboutOtherLogsAreLeftOut(logsource: String, applies: Bool) {
        let yaml = "title: T\nlogsource:\n  \(logsource)\ndetection: {s: {f: a}, condition: s}\n"
        let set = load(yaml)
        #expect(set.rules.map(\.applies) == [applies])
        #expect(RuleProgram(set).rules.count == (applies ? 1 : 0))
    }
}
