import Detection
import Testing

/// The keys that this program adds to Sigma's, and errors in them.
@Suite struct AlertBlockTests {
    private static let base = """
        title: R
        name: r
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: A}, condition: s}

        """

    private static func correlation(_ lines: String) -> String {
        base + "---\ntitle: C\ncorrelation:\n"
            + lines.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    private func problems(_ yaml: String) -> [String] {
        load(yaml).rejected.flatMap(\.problems).map(\.description)
    }

    @Test func aRuleWithoutABlockHasTheUsual() {
        let settings = load(Self.base).rules.first?.header.alert
        #expect(settings == AlertSettings())
        #expect(settings?.groupBy == ["recipientAccountId", "audit.actor"])
        #expect(settings?.period == 86_400)
        #expect(settings?.renotify == nil)
    }

    @Test func theBlockIsRead() {
        let set = load(
            Self.base + "alert:\n  title: \"{eventName} by {u}\"\n  group-by: u\n  period: 2h\n"
                + "  renotify: 1w\nresponse: |\n  1. Look.\n  2. Act.\n"
        )
        #expect(
            set.rules.first?.header.alert
                == AlertSettings(
                    title: "{eventName} by {u}",
                    groupBy: ["u"],
                    period: 7_200,
                    renotify: 604_800
                )
        )
        #expect(set.rules.first?.header.response == "1. Look.\n2. Act.\n")
    }

    @Test(arguments: [
        ("alert: {perod: 2h}", "alert.perod: unknown key 'perod' in alert; did you mean 'period'?"),
        (
            "alert: {colour: red}",
            "alert.colour: unknown key 'colour' in alert; there are group-by, period, renotify, "
                + "title"
        ),
        (
            "alert: {period: often}",
            "alert.period: 'often' is not a timespan; write for example 30s, 5m or 24h"
        ),
        (
            "alert: {period: 1.5h}",
            "alert.period: '1.5h' is not a timespan; write for example 30s, 5m or 24h"
        ),
        (
            "alert: {renotify: [1d]}",
            "alert.renotify: 'list' is not a timespan; write for example 30s, 5m or 24h"
        ),
        (
            "alert: loud",
            "alert: is a string, but should be a mapping of title, group-by, period, renotify"
        ),
    ])
    func mistakesInTheBlockAreRejected(line: String, problem: String) {
        let problems = problems(Self.base + line + "\n")
        #expect(problems.count == 1)
        #expect(problems.first?.hasSuffix(problem) == true, "\(problems)")
        #expect(problems.first?.hasPrefix("rule.yml:5:") == true, "\(problems)")
    }

    @Test(arguments: [
        (
            "type: event_count\nrules: r\ntimespan: 1m\ncondition: {gte: 2}\nexpects: r",
            "correlation.expects: 'expects' belongs to absence, not to event_count"
        ),
        (
            "type: spike\nrules: r\ncondition: {gte: 2}\nexpects: r",
            "correlation.expects: 'expects' belongs to absence, not to spike"
        ),
        (
            "type: temporal\nrules: r\ntimespan: 1m\nlearning: 5d",
            "correlation.learning: 'learning' belongs to new_terms, spike, absence, not to temporal"
        ),
        (
            "type: absence\nrules: r\ntimespan: 1m\ndeviations: 5",
            "correlation.deviations: 'deviations' belongs to spike, not to absence"
        ),
        (
            "type: absence\nrules: r\ntimespan: audit.secret.maxage",
            "correlation.timespan: 'audit.secret.maxage' is not a declared timespan; "
                + "did you mean 'audit.secret.max-age'?"
        ),
        (
            "type: event_count\nrules: r\ntimespan: audit.secret.max-age\ncondition: {gte: 2}",
            "correlation.timespan: 'audit.secret.max-age' is not a timespan; "
                + "write for example 30s, 5m or 24h"
        ),
        ("type: absence\nrules: r", "correlation: missing key 'timespan', such as 5m"),
        (
            "type: new_term\nrules: r",
            "correlation.type: 'new_term' is not a correlation type; did you mean 'new_terms'?"
        ),
        (
            "type: new_terms\nrules: r\ngroup-by: u\nlearning: long",
            "correlation.learning: 'long' is not a timespan; write for example 30s, 5m or 24h"
        ),
        (
            "type: spike\nrules: r\ncondition: {gte: 2}\ndeviations: many",
            "correlation.deviations: should be a number"
        ),
        (
            "type: absence\nrules: r\ntimespan: 1h\nexpects: x",
            "correlation.expects: 'x' is not the id, name or title of a loaded rule"
        ),
        (
            "type: absence\nrules: r\ntimespan: 1h\nexpects: [{a: b}]",
            "correlation.expects[0]: is not an id, name or title"
        ),
        (
            "type: new_terms\nrules: r\ngroup-by: u\ntimespan: 5h",
            "new_terms needs a timespan of a day or more, which says how far back it looks"
        ),
        (
            "type: new_terms\nrules: r",
            "new_terms needs 'group-by': the fields whose values are new together"
        ),
        (
            "type: absence\nrules: r\ntimespan: audit.secret.max-age\ngroup-by: u",
            "a timespan of audit.secret.max-age needs 'audit.secret.name' in 'group-by'"
        ),
        (
            "type: absence\nrules: r\ntimespan: 1h\ncondition: {gte: 2}",
            "absence takes no condition; remove it"
        ),
        (
            "type: spike\nrules: r\ncondition: {gte: 2}\ndeviations: 0",
            "'deviations' should be a number greater than 0, such as 6"
        ),
        (
            "type: spike\nrules: r",
            "spike needs one of gt, gte, lt, lte, eq and neq in its condition"
        ),
    ])
    func mistakesInExtendedTypesAreRejected(lines: String, problem: String) {
        let problems = problems(Self.correlation(lines))
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains(problem) == true, "\(problems)")
    }

    @Test func ownKindsHaveTheirUsualLengths() throws {
        func definition(_ lines: String) throws -> CorrelationDefinition {
            let set = load(Self.correlation(lines))
            try #require(set.rejected.isEmpty, "\(set.rejected[0].problems)")
            return try #require(set.correlations.first).definition
        }
        let new = try definition("type: new_terms\nrules: r\ngroup-by: u")
        #expect(new.timespan == 90 * 86_400)
        #expect(new.anomaly == AnomalyTerms(learning: 7 * 86_400))
        let spike = try definition("type: spike\nrules: r\ncondition: {gte: 9}")
        #expect(spike.timespan == 30 * 86_400)
        #expect(spike.anomaly == AnomalyTerms(learning: 7 * 86_400, deviations: 6))
        let beat = try definition("type: absence\nrules: r\ntimespan: 1h")
        #expect(beat.anomaly == AnomalyTerms())
        let answer = try definition(
            "type: absence\nrules: [r]\nexpects: [R]\ntimespan: audit.secret.max-age\n"
                + "group-by: audit.secret.name"
        )
        #expect(answer.anomaly == AnomalyTerms(firstExpected: 1, declaredTimespan: .secretMaxAge))
    }

    // MARK: - Filters that end

    private static func filter(_ expires: String) -> String {
        base + "---\ntitle: F\nlogsource: {product: aws, service: cloudtrail}\n\(expires)\n"
            + "filter: {rules: [r], s: {u: x}, condition: not s}\n"
    }

    @Test func aFilterEndsWithItsDay() throws {
        let set = load(Self.filter("expires: 2026-03-07"))
        try #require(set.rejected.isEmpty)
        let midnight: Int64 = 1_772_841_600
        #expect(set.filters.map(\.expires) == [midnight])
        #expect(set.without(filtersExpiredAt: midnight - 1).filters.count == 1)
        #expect(set.without(filtersExpiredAt: midnight).filters.isEmpty)
        let timed = load(Self.filter("expires: 2026-03-07T12:00:00Z"))
        #expect(timed.filters.map(\.expires) == [midnight + 43_200])
        let endless = load(Self.filter("status: stable"))
        #expect(endless.without(filtersExpiredAt: .max).filters.count == 1)
        #expect(endless.rules.count == 1)
    }

    @Test func aDayThatIsNoneIsRejected() {
        for text in ["2026-02-30", "soon", "07.03.2026"] {
            let set = load(Self.filter("expires: \(text)"))
            #expect(set.filters.isEmpty, "\(text)")
            #expect(
                set.rejected.first?.problems.first?.message
                    == "'\(text)' is not a date; write for example 2026-12-31"
            )
        }
    }

    @Test func whatAnEndedFilterHidIsFoundAgain() throws {
        let set = load(Self.filter("expires: 2026-03-07"))
        let event = try event(#"{"eventName":"A","u":"x"}"#)
        let before = RuleMatcher(RuleProgram(set.without(filtersExpiredAt: 0)))
        #expect(before.matches(event).isEmpty)
        let after = RuleMatcher(RuleProgram(set.without(filtersExpiredAt: 1_772_841_600)))
        #expect(!after.matches(event).isEmpty)
    }
}
