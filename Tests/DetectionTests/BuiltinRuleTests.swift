import AuditTestSupport
import Detection
import Testing

/// What rules of a team do to those that the program carries within itself.
struct BuiltinRuleTests {
    private static let id = "11111111-1111-4111-8111-111111111111"
    private static let builtin = RuleFile(
        name: "builtin/reads.yml",
        bytes: Array(
            """
            title: Builtin read
            name: read
            id: \(id)
            detection: {s: {eventName: GetSecretValue}, condition: s}
            ---
            tests:
              match: [{name: builtin test, eventName: GetSecretValue}]
            ---
            title: Many reads
            id: 22222222-2222-4222-8222-222222222222
            correlation:
              type: event_count
              rules: [read, Builtin read, \(id)]
              timespan: 1h
              condition: {gte: 2}
            ---
            tests:
              rule: Builtin read
              match: [{name: named test, eventName: GetSecretValue}]
            """.utf8
        )
    )

    private func load(_ own: String) throws -> RuleSet {
        try TemporaryFolder.with { folder in
            RuleLoader().load(
                paths: [try folder.write(own, to: "own.yml")],
                builtin: [Self.builtin]
            )
        }
    }

    @Test
    func `A rule of the same id replaces the builtin one, its tests too`() throws {
        let set = try load(
            """
            title: Our read
            id: \(Self.id.uppercased())
            detection: {s: {eventName: BatchGetSecretValue}, condition: s}
            ---
            tests:
              match: [{name: our test, eventName: BatchGetSecretValue}]
            """
        )
        #expect(set.rejected.isEmpty)
        #expect(set.rules.map(\.header.title) == ["Our read"])
        #expect(set.rules.map(\.header.isBuiltin) == [false])
        #expect(set.tests.flatMap { $0.cases.map(\.name) } == ["our test"])
        // By whatever name the builtin correlation called it.
        #expect(set.correlations.map(\.references) == [[.rule(0), .rule(0), .rule(0)]])
    }

    @Test
    func `A correlation of the same id replaces the builtin one, and refers to builtin rules`()
        throws
    {
        let set = try load(
            """
            title: Very many reads
            id: 22222222-2222-4222-8222-222222222222
            correlation: {type: event_count, rules: read, timespan: 1h, condition: {gte: 9}}
            """
        )
        #expect(set.rejected.isEmpty)
        #expect(set.correlations.map(\.header.title) == ["Very many reads"])
        #expect(set.correlations.map(\.references) == [[.rule(0)]])
        #expect(set.rules.map(\.header.title) == ["Builtin read"])
        #expect(set.tests.flatMap { $0.cases.map(\.name) } == ["builtin test", "named test"])
    }

    @Test
    func `A copy that fails to load replaces nothing`() throws {
        let set = try load(
            """
            title: Our read
            id: \(Self.id)
            detection: {s: {eventName|contain: x}, condition: s}
            """
        )
        #expect(set.rejected.count == 1)
        #expect(set.rules.map(\.header.title) == ["Builtin read"])
    }

    @Test
    func `Another id, or none, replaces nothing, whatever the name`() throws {
        let set = try load(
            """
            title: Builtin read
            name: read
            detection: {s: {eventName: x}, condition: s}
            """
        )
        #expect(set.rules.map(\.header.isBuiltin) == [false, true])
        // What a builtin correlation refers to is sought beside it first.
        #expect(set.correlations.map(\.references) == [[.rule(1), .rule(1), .rule(1)]])
    }

    @Test
    func `Tests of builtin rules can be passed over, and nothing else changes`() throws {
        let all = RuleLoader().load(paths: [], builtin: [Self.builtin])
        try TemporaryFolder.with { folder in
            let own = """
                title: Our read
                detection: {s: {eventName: GetSecretValue}, condition: s}
                --- # what it is tested by
                tests:
                  match: [{name: our test, eventName: GetSecretValue}]
                """
            let path = try folder.write(own, to: "own.yml")
            let set = RuleLoader(skipsBuiltinTests: true)
                .load(paths: [path], builtin: [Self.builtin])
            #expect(set.rejected.isEmpty)
            #expect(set.tests.flatMap { $0.cases.map(\.name) } == ["our test"])
            #expect(Array(set.rules.dropFirst()) == all.rules)
            #expect(set.correlations.map(\.header) == all.correlations.map(\.header))
        }
    }

    @Test
    func `The text of a builtin rule is that of its file`() throws {
        let set = RuleLoader().load(paths: [], builtin: [Self.builtin])
        let header = try #require(set.rules.first?.header)
        let text = try #require(RuleText.document(of: header, builtin: [Self.builtin]))
        #expect(text.hasPrefix("title: Builtin read\nname: read\n"))
        #expect(text.hasSuffix("condition: s}"))
        #expect(RuleText.document(of: header) == nil)
    }
}
