import Alerting
import AuditIndex
import SecurityArchitecture
import Testing

/// What is said of an alert.
@Suite struct AlertComposerTests {
    private static func rule(_ title: String?, _ level: String = "high") -> String {
        """
        title: Key looked at
        id: 11111111-0000-4000-8000-000000000001
        level: \(level)
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: Look}, condition: s}
        alert:
          group-by: [audit.principal.name]

        """ + (title.map { "  title: \"\($0)\"\n" } ?? "")
    }

    private func title(_ template: String?, _ extra: String = "") throws -> String {
        var title = ""
        try SmallIndex.with(Self.rule(template)) { small in
            try small.take([SmallIndex.event("Look", at: 60, extra)])
            title = try #require(small.alerts().first).title
        }
        return title
    }

    @Test(
        arguments: [
            ("{eventName} by {audit.principal.name}", "Look by ann"),
            // What there is not vanishes with what leads to it, and never reads as a field's name.
            ("{requestParameters.none} in {awsRegion}", "Something in eu-west-1"),
            ("{count} from {first} to {last}", "1 from 2026-03-07 00:01:00 to 2026-03-07 00:01:00"),
            ("{}", "Something"), ("{eventName", "{eventName"), ("eventName}", "eventName}"),
            ("plain", "plain"),
            ("{requestParameters.keys}", "a, b, c, d, e and 2 more"),
            // Text from a log is not a template.
            ("{requestParameters.hostile}!", "{awsRegion}!"),
        ]
    )
    func titles(template: String, text: String) throws {
        let extra =
            #","requestParameters":{"keys":["a","b","c","d","e","f","g"],"hostile":"{awsRegion}"}"#
        #expect(try title(template, extra) == text)
    }

    @Test func withoutATemplateItIsTheRulesAndWhoAndWhence() throws {
        #expect(try title(nil) == "Key looked at: ann, from 192.0.2.1")
    }

    @Test func theReasonNamesWhatTheRuleAskedFor() throws {
        try SmallIndex.with(Self.rule(nil)) { small in
            try small.take([SmallIndex.event("Look", at: 60)])
            let alert = try #require(small.alerts().first)
            #expect(alert.reason == "eventName is Look.")
            #expect(alert.basis == "observed" || alert.basis == "declared")
            #expect(alert.facts.contains { $0.name == "awsRegion" && $0.value == "eu-west-1" })
        }
    }

    // MARK: - Guesses

    private static func production(_ level: String) -> String {
        """
        title: Production secret read
        id: 11111111-0000-4000-8000-000000000002
        level: \(level)
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: GetSecretValue, audit.production: true}, condition: s}
        """
    }

    private static let read = SmallIndex.event("GetSecretValue", at: 60).replacing(
        "s3.amazonaws.com",
        with: "secretsmanager.amazonaws.com"
    ).replacing(
        #""eventName""#,
        with: #""requestParameters":{"secretId":"prod/db"},"eventName""#
    )

    @Test(arguments: [
        ("critical", "high"), ("high", "medium"), ("medium", "low"), ("low", "informational"),
        ("informational", "informational"),
    ])
    func aGuessIsOneLevelLess(level: String, guessed: String) throws {
        try SmallIndex.with(Self.production(level)) { small in
            try small.take([Self.read])
            let alert = try #require(small.alerts().first)
            #expect(alert.basis == "guessed")
            #expect(alert.level == guessed)
            #expect(alert.reason.contains("audit.production is true (guessed)"))
        }
    }

    @Test func whatIsDeclaredIsNotLess() throws {
        let yaml = "environments: {prod: {production: true, secrets: [prod/*]}}"
        let architecture = try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
        try SmallIndex.with(Self.production("critical"), architecture) { small in
            try small.take([Self.read])
            let alert = try #require(small.alerts().first)
            #expect(alert.basis == "declared")
            #expect(alert.level == "critical")
        }
    }
}
