import Detection
import Testing

/// What lint finds, and what it leaves alone.
@Suite struct LintTests {
    /// The findings about a rule whose header is complete, without the place.
    private func findings(_ detection: String) -> [String] {
        let yaml = """
            title: T
            id: 00000000-0000-4000-8000-000000000001
            level: low
            logsource: {product: aws, service: cloudtrail}
            detection:

            """
        let lines = detection.split(separator: "\n").map { "  \($0)\n" }.joined()
        let set = load(yaml + lines + "---\ntests: {no-match: [{name: nothing}]}\n")
        #expect(set.rejected.isEmpty, "\(set.rejected.map(\.problems))")
        return RuleLint().findings(in: set).map { "\($0.line): \($0.kind.rawValue): \($0.message)" }
    }

    @Test func aGoodRuleHasNone() {
        #expect(
            findings(
                """
                s:
                  eventSource: s3.amazonaws.com
                  eventName: [PutBucketAcl, 'Delete*']
                  audit.principal.kind: Human
                  requestParameters.bucketName|contains: prod
                f:
                  errorCode|exists: true
                condition: s and not f
                """
            ).isEmpty
        )
    }

    @Test(arguments: [
        (
            "s:\n  eventname: PutBucketAcl\n  eventSource: s3.amazonaws.com\ncondition: s",
            "7: never: 'eventname' is not a CloudTrail key; keys are case-sensitive: 'eventName'"
        ),
        (
            "s:\n  eventNam: PutBucketAcl\n  eventSource: s3.amazonaws.com\ncondition: s",
            "7: never: no CloudTrail event has the key 'eventNam'; did you mean 'eventName'?"
        ),
        (
            "s:\n  audit.principal.kin: human\n  eventSource: s3.amazonaws.com\ncondition: s",
            "7: never: 'audit.principal.kin' is not a derived field; did you mean "
                + "'audit.principal.kind'?"
        ),
        (
            "s:\n  audit.denied: maybe\n  eventName: A\ncondition: s",
            "7: never: audit.denied is never 'maybe'; there are false, true"
        ),
        (
            "s:\n  eventSource: s3\n  eventName: A\ncondition: s",
            "7: never: 's3' is not an eventSource; these end in .amazonaws.com, such as "
                + "'s3.amazonaws.com'"
        ),
        (
            "s:\n  eventName: A\n  errorCode: Success\ncondition: s",
            "8: never: a call that succeeds has no errorCode; write errorCode: null"
        ),
        (
            "s:\n  eventName: A\nt:\n  eventName: B\ncondition: s and t",
            "1: never: the rule can never match: no eventName meets all its conditions"
        ),
        (
            "s:\n  eventName: A\nt:\n  awsRegion: B\ncondition: s and t and not t",
            "1: never: the rule can never match: a test of 'awsRegion' must both hold and fail"
        ),
        (
            "s:\n  eventName: A\nt:\n  awsRegion: B\ncondition: s",
            "9: doubtful: the condition does not use 't'"
        ),
        (
            "k: [evil]\ncondition: k",
            "1: slow: it searches every event in full for keywords; add eventSource and "
                + "eventName, or name the field that holds the keyword"
        ),
        (
            "s:\n  userAgent|re: 'a+b'\ncondition: s",
            "1: slow: its pattern is tried on every new value of its field; add eventSource or "
                + "eventName to narrow it down"
        ),
        (
            "s:\n  errorCode: null\ncondition: s",
            "1: slow: it is evaluated for every event, because it matches on absent fields; "
                + "add eventSource or eventName"
        ),
        (
            "s:\n  eventName: A\n  requestParameters.port: 0123\ncondition: s",
            "8: doubtful: 0123 is an octal or hexadecimal number in YAML; quote it to mean "
                + "the string"
        ),
    ])
    func isFound(detection: String, finding: String) {
        #expect(findings(detection) == [finding])
    }

    @Test(arguments: [
        (
            "s:\n  eventName: A\n  eventSource: [s3, s3.amazonaws.com]\ncondition: s",
            "8: doubtful: 's3' is not an eventSource; these end in .amazonaws.com, such as "
                + "'s3.amazonaws.com'"
        ),
        (
            "s:\n  eventName: A\nt:\n  eventName: B\n  errorCode: Success\ncondition: 1 of *",
            "10: doubtful: a call that succeeds has no errorCode; write errorCode: null"
        ),
        (
            "s:\n  eventName: A\nf:\n  useragent: x\ncondition: s and not f",
            "9: doubtful: 'useragent' is not a CloudTrail key; keys are case-sensitive: "
                + "'userAgent'"
        ),
        (
            "s:\n  eventName: A\n  useragent: null\ncondition: s",
            "8: doubtful: 'useragent' is not a CloudTrail key; keys are case-sensitive: "
                + "'userAgent'"
        ),
        (
            "s:\n  eventName: A\nt:\n  eventName: B\n  awsRegion: C\nu:\n  awsRegion: C\n"
                + "condition: s or (t and not u)",
            "1: doubtful: an alternative can never hold: a test of 'awsRegion' must both hold "
                + "and fail"
        ),
    ])
    func `A part that never matches is doubtful, since its rule still can`(
        detection: String,
        finding: String
    ) {
        #expect(findings(detection) == [finding])
    }

    @Test func `A filter that never suppresses is found`() {
        let set = load(
            "title: F\nid: 00000000-0000-4000-8000-000000000001\nlevel: low\n"
                + "filter:\n  rules: any\n  s: {eventname: A}\n  t: {eventName: [B]}\n"
                + "  condition: not s\n"
        )
        #expect(
            RuleLint().findings(in: set).map { "\($0.kind.rawValue): \($0.message)" }.contains(
                "never: 'eventname' is not a CloudTrail key; keys are case-sensitive: 'eventName'"
            )
        )
    }

    @Test func missingKeysAreReported() {
        let set = load(rule("s: {eventName: A}\ncondition: s").replacing("title: T\n", with: ""))
        #expect(
            RuleLint().findings(in: set).map(\.description) == [
                "rule.yml:1: incomplete: it has no title",
                "rule.yml:1: incomplete: it has no id, which identifies it in alerts",
                "rule.yml:1: incomplete: it has no level; --min-level excludes it",
                "rule.yml:1: incomplete: it has no tests; add some in a second document",
            ]
        )
    }

    @Test func aFilterOfNothingIsFound() {
        let set = load(
            "title: F\nid: 00000000-0000-4000-8000-000000000001\nlevel: low\n"
                + "filter:\n  rules: nobody\n  s: {eventName: A}\n  condition: not s\n"
        )
        #expect(
            RuleLint().findings(in: set).map(\.message) == [
                "'nobody' is not the id, name or title of a rule", "the filter applies to no rule",
            ]
        )
    }

    @Test func sharedIDsAndTimeframesAreDoubtful() {
        let document = """
            title: T
            id: 00000000-0000-4000-8000-000000000001
            level: low
            logsource: {product: aws, service: cloudtrail}
            detection: {s: {eventName: A}, timeframe: 5m, condition: s}
            ---
            tests: {no-match: [{name: nothing}]}
            ---

            """
        let findings = RuleLint().findings(in: load(document + document))
        #expect(
            findings.filter { $0.kind == .doubtful }.map { "\($0.line): \($0.message)" } == [
                "1: 'timeframe' has no effect; write a correlation instead",
                "9: it has the same id as 'T', rule.yml:1",
                "9: 'timeframe' has no effect; write a correlation instead",
            ]
        )
    }
}
