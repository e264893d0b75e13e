import Detection
import SecurityArchitecture
import Testing

/// A rule's own tests: how they are written, and what their failures say.
@Suite struct RuleTestRunnerTests {
    static let rule = """
        title: Somebody reads a production secret
        name: reads
        logsource: {product: aws, service: cloudtrail}
        detection:
          selection:
            eventSource: secretsmanager.amazonaws.com
            eventName: GetSecretValue
            requestParameters.secretId|startswith: prod/
          workload:
            audit.principal.kind: workload
          condition: selection and not workload

        """

    private func results(_ tests: String) -> [String] {
        let set = load(Self.rule + tests)
        guard set.rejected.isEmpty else { return set.rejected[0].problems.map(\.description) }
        let reports = RuleTestRunner().run(set)
        #expect(reports.count == 1)
        return reports[0].results.map { $0.failure ?? "passed" }
    }

    @Test func fieldsOverATemplateMakeEvents() {
        let results = results(
            """
            ---
            tests:
              template: {eventSource: secretsmanager.amazonaws.com, eventName: GetSecretValue}
              match:
                - name: somebody
                  requestParameters.secretId: prod/db
                - name: nested
                  requestParameters: {secretId: prod/db}
              no-match:
                - name: a workload
                  requestParameters.secretId: prod/db
                  audit.principal.kind: workload
                - name: another environment
                  requestParameters.secretId: test/db
                - name: no secret at all
                  without: [eventName]
            """
        )
        #expect(results == Array(repeating: "passed", count: 5))
    }

    @Test func failuresSayWhichSelectionsHold() {
        let results = results(
            """
            ---
            tests:
              templates:
                read: {eventSource: secretsmanager.amazonaws.com, eventName: GetSecretValue}
              match:
                - name: fails at a field
                  template: read
                  requestParameters.secretId: test/db
              no-match:
                - name: matches all the same
                  template: read
                  requestParameters.secretId: prod/db
            """
        )
        #expect(
            results == [
                "does not match: selection fails at requestParameters.secretId, "
                    + "workload fails at audit.principal.kind",
                "matches: selection holds, workload fails at audit.principal.kind",
            ]
        )
    }

    @Test(arguments: [
        (
            "tests: []",
            "rule.yml:13:8: tests: is a list, but should be a mapping of template, match and no-match"
        ),
        (
            "tests: {matches: []}",
            "rule.yml:13:18: tests.matches: unknown key 'matches' in tests; did you mean 'match'?"
        ),
        (
            "tests: {match: [{eventName: a}]}",
            "rule.yml:13:17: tests.match[0]: missing key 'name': what the test checks, in a few words"
        ),
        (
            "tests: {match: [{name: a, template: none}]}",
            "rule.yml:13:37: tests.match[0].template: 'none' is not one of the templates"
        ),
        (
            "tests: {match: [{name: a, audit.principal.kin: human}]}",
            "rule.yml:13:48: tests.match[0].audit.principal.kin: 'audit.principal.kin' is not a "
                + "derived field; did you mean 'audit.principal.kind'?"
        ),
        (
            "tests: {match: [{name: a, at: soon}]}",
            "rule.yml:13:31: tests.match[0].at: 'soon' is not a timespan; write for example "
                + "30s, 5m or 24h"
        ),
        (
            "tests: {rule: other, match: [{name: a}]}",
            "rule.yml:13:8: tests: 'other' is not a rule in this file"
        ),
        (
            "tests: {template: {}}",
            "rule.yml:13:8: tests: has no tests; add some under match and no-match"
        ),
    ])
    func mistakesAreRejected(tests: String, problem: String) {
        #expect(results("---\n" + tests + "\n") == [problem])
    }

    @Test func rulesWithoutTestsAreReported() {
        let reports = RuleTestRunner().run(load(Self.rule))
        #expect(reports.map(\.isUntested) == [true])
        #expect(reports.map(\.passed) == [false])
    }

    @Test func testsMayNameTheirRule() {
        let other = Self.rule.replacing("name: reads", with: "name: other")
        let set = load(
            Self.rule + "---\n" + other + "---\ntests: {rule: reads, no-match: [{name: nothing}]}\n"
        )
        let reports = RuleTestRunner().run(set)
        #expect(reports.map { $0.results.map(\.passed) } == [[true], []])
    }

    @Test func derivedFieldsComeFromTheArchitecture() throws {
        let architecture = try Architecture(
            yaml: Array("workloads: {roles: [orders]}\nguess: false\n".utf8),
            file: "audit.yaml"
        )
        let set = load(
            Self.rule + """
                ---
                tests:
                  template:
                    eventSource: secretsmanager.amazonaws.com
                    eventName: GetSecretValue
                    requestParameters.secretId: prod/db
                    userIdentity:
                      type: AssumedRole
                      arn: arn:aws:sts::111122223333:assumed-role/orders/i-1
                      sessionContext.sessionIssuer.userName: orders
                  match:
                    - name: somebody else
                      userIdentity.arn: arn:aws:sts::111122223333:assumed-role/admin/mallory
                  no-match:
                    - name: the service
                """
        )
        let reports = RuleTestRunner(architecture: architecture).run(set)
        #expect(reports[0].results.map(\.failure) == [nil, nil])
    }

    /// What a reader declares is no business of the tests of builtin rules.
    @Test
    func `Tests of builtin rules do not depend on the declaration`() throws {
        let yaml = """
            title: Read by an undeclared caller
            detection: {s: {audit.principal.status: undeclared}, condition: s}
            ---
            tests:
              template: {eventName: GetSecretValue, userIdentity: {type: IAMUser, arn: "arn:aws:iam::5:user/x"}}
              no-match: [{name: nobody is declared}]
            """
        let file = RuleFile(name: "builtin/x.yml", bytes: Array(yaml.utf8))
        let architecture = try Architecture(
            yaml: Array("people: {roles: ops}".utf8),
            file: "audit.yaml"
        )
        let builtin = RuleLoader().load(paths: [], builtin: [file])
        let runner = RuleTestRunner(architecture: architecture)
        #expect(runner.run(builtin)[0].results.map(\.passed) == [true])
        #expect(runner.run(load(yaml))[0].results.map(\.passed) == [false])
    }
}
