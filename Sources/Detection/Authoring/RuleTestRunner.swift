import Basics
import CloudTrail
import SecurityArchitecture

/// Runs the tests in rule files.
///
/// For example:
///
/// ```swift
/// for report in RuleTestRunner(architecture: architecture).run(set) {
///     for result in report.results where !result.passed { print(result.failure ?? "") }
/// }
/// ```
///
/// A rule's tests are a second document in its file. Events are a template plus a few fields; keys
/// may be dotted paths, and derived fields may be set, too:
///
/// ```yaml
/// ---
/// tests:
///   template: {eventSource: secretsmanager.amazonaws.com, eventName: GetSecretValue}
///   match:
///     - name: somebody reads it
///       requestParameters.secretId: prod/db
///   no-match:
///     - name: a workload may
///       requestParameters.secretId: prod/db
///       audit.principal.kind: workload
/// ```
///
/// | key | meaning |
/// | --- | --- |
/// | `rule` | the subject: id, name or title; by default the document before |
/// | `template` | the fields of all events; in a test, the name of one of `templates` |
/// | `templates` | NAME: fields |
/// | `match`, `no-match` | tests: `name`, fields, `without` (paths to remove), `at` (`+5m`) |
/// | `events` | in a test of a correlation: a list of events, each with fields and `at` |
///
/// Common fields are filled in: `eventTime`, `eventID`, `awsRegion`, `recipientAccountId`. Rules
/// are tested without filters. The history of `new_terms`, `spike` and `absence` begins with the
/// first event of a test, and ends with its last.
package struct RuleTestRunner {
    private let classifier: Classifier?
    private let architecture: Architecture?
    /// For builtin rules, whose tests say the same whatever their reader has declared.
    private let builtinClassifier: Classifier?

    /// - parameter architecture: The declaration for derived fields; without one, only those set by
    ///   tests exist. Tests of builtin rules do not depend on what it declares.
    package init(architecture: Architecture? = nil) {
        classifier = architecture.map(Classifier.init)
        builtinClassifier = architecture == nil ? nil : Classifier(.guessed)
        self.architecture = architecture
    }

    /// - returns: One report for each rule and then for each correlation, in their order; those
    ///   without tests included.
    /// - complexity: O(n) in the tests.
    package func run(_ set: RuleSet) -> [RuleTestReport] {
        var results: [RuleTestSuite.Subject: [RuleTestResult]] = [:]
        for suite in set.tests {
            for test in suite.cases {
                let failure = failure(of: test, suite.subject, set)
                results[suite.subject, default: []].append(
                    RuleTestResult(test: test, failure: failure)
                )
            }
        }
        let rules = set.rules.enumerated().map { index, rule in
            RuleTestReport(header: rule.header, results: results[.rule(index)] ?? [])
        }
        let correlations = set.correlations.enumerated().map { index, correlation in
            RuleTestReport(
                header: correlation.header,
                results: results[.correlation(index)] ?? []
            )
        }
        return rules + correlations
    }

    private func failure(
        of test: RuleTestCase,
        _ subject: RuleTestSuite.Subject,
        _ set: RuleSet
    ) -> String? {
        switch subject {
        case .rule(let index): failure(of: test, set.rules[index])
        case .correlation(let index): failure(of: test, set.correlations[index], set)
        }
    }

    private func failure(
        of test: RuleTestCase,
        _ correlation: SigmaCorrelation,
        _ set: RuleSet
    ) -> String? {
        let program = RuleProgram(set) { $0 == correlation.header }
        var run = CorrelationRun(program)
        run.context = context(correlation.header)
        var matched = 0
        for (number, sample) in test.events.enumerated() {
            let event: Event
            do {
                event = try Event(parsing: sample.json.utf8)
            } catch {
                return "event \(number + 1) is not a CloudTrail event: \(error)"
            }
            run.context.include(event.time)
            // A test may say one thing of a caller now and another thing then.
            let matcher = RuleMatcher(
                program,
                derived: fields(of: sample, event, correlation.header)
            )
            if !matcher.matches(event).isEmpty { matched += 1 }
            do {
                try run.add(matcher.observations(of: event))
            } catch {
                return "\(error)"
            }
        }
        let isFound: Bool
        do {
            isFound = try run.outcomes().contains {
                program.correlations[$0.correlation].header == correlation.header
            }
        } catch {
            return "\(error)"
        }
        guard isFound != test.mustMatch else { return nil }
        let verdict = test.mustMatch ? "does not match" : "matches"
        return "\(verdict): \(matched) of \(test.events.count) events match one of its rules"
    }

    /// For extended correlation types: the history begins with the test's first event and ends with
    /// its last.
    private func context(_ header: RuleHeader) -> AnomalyContext {
        var context = AnomalyContext()
        let declared = (header.isBuiltin ? nil : architecture).map { AnomalyContext($0).declared }
        context.declared = { timespan, group, definition in
            declared?(timespan, group, definition) ?? Self.usualMaximumAge
        }
        return context
    }

    /// For a timespan that is not declared.
    private static let usualMaximumAge: Int64 = 30 * 86_400

    private func fields(
        of sample: RuleTestEvent,
        _ event: Event,
        _ header: RuleHeader
    ) -> TestFields {
        TestFields(sample, event, header.isBuiltin ? builtinClassifier : classifier)
    }

    private func failure(of test: RuleTestCase, _ rule: SigmaRule) -> String? {
        guard rule.applies else { return "the rule's log source is not CloudTrail" }
        let explanation = RuleExplanation(rule)
        for (number, sample) in test.events.enumerated() {
            let event: Event
            do {
                event = try Event(parsing: sample.json.utf8)
            } catch {
                return "the event is not a CloudTrail event: \(error)"
            }
            let reason = explanation.failure(
                of: event,
                mustMatch: test.mustMatch,
                derived: fields(of: sample, event, rule.header)
            )
            guard let reason else { continue }
            return test.events.count > 1 ? "event \(number + 1): \(reason)" : reason
        }
        return nil
    }
}

/// The derived fields of a test's event: those that the test gives, else what the architecture says.
private final class TestFields: DerivedFields {
    private let given: [FactField: FactValue]
    private let reader: FactReader?

    init(_ sample: RuleTestEvent, _ event: Event, _ classifier: Classifier?) {
        given = sample.derived
        reader = classifier.map(FactReader.init)
        reader?.begin(event)
    }

    func value(of field: FactField) -> FactValue? {
        if let value = given[field] { return value }
        // Who acts follows from who the test says that the caller is.
        if field == .actor, let name = given[.principalPerson] ?? given[.principalName] {
            return name
        }
        return reader?.value(of: field)
    }
}
