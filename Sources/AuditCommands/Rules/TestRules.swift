import ArgumentParser
import Basics
import CloudTrail
import Detection

/// Runs the tests that rules' files carry: `audit rules test`.
struct RulesTestCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in rule files.",
        discussion: """
            A test is an event, written as a few fields over a template, that the rule must or \
            must not match. Tests follow their rule as a document of their own:

              ---
              tests:
                template: {eventSource: iam.amazonaws.com, eventName: CreateUser}
                match:
                  - name: user created
                no-match:
                  - name: call denied
                    errorCode: AccessDenied

            Prints each failure with the selection and field that differed, then the totals. \
            With --format other than table, prints every test. Fields starting with audit. come \
            from the test, else from audit.yaml, which tests of built-in rules do not depend on.

              audit rules test --rules my-rules
              audit rules test --format csv

            Exit status: 0 all passed, 1 some failed, 2 rules were rejected.
            """
    )

    private static let columns = [
        OutputColumn("file"), OutputColumn("line"), OutputColumn("rule"), OutputColumn("title"),
        OutputColumn("test"), OutputColumn("passed"), OutputColumn("failure"),
    ]

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    /// A test that was run, and its file.
    private struct Outcome {
        var header: RuleHeader
        var file: String
        var result: RuleTestResult
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let set = try rules.load(declared: try config.placeholders(console), needsTests: true)
        rules.sayRejected(set, console)
        let reports = RuleTestRunner(architecture: architecture).run(set)
        // The runner reports in the order of the entries, which know the files.
        let outcomes = zip(RuleEntry.all(of: set), reports).flatMap { entry, report in
            zip(entry.tests, report.results).map { test, result in
                Outcome(header: report.header, file: test.file, result: result)
            }
        }
        // A pipe gets failures as a terminal does: a line for each passed test would bury them.
        if let format = format.chosen, format != .table {
            try writeRows(outcomes, format, console)
        } else {
            try writeFailures(outcomes, console)
        }
        try console.output.flush()
        sayTotals(outcomes, untested: reports.count { $0.isUntested }, console)
        guard set.rejected.isEmpty else { return .failure }
        return outcomes.allSatisfy(\.result.passed) ? .success : .nothingFound
    }

    private func writeFailures(_ outcomes: [Outcome], _ console: Console) throws {
        let color = console.layout.color
        for outcome in outcomes where !outcome.result.passed {
            let test = outcome.result.test
            let place = TerminalText.visible("\(outcome.file):\(test.line):")
            let text = "\(outcome.header.displayTitle): \(test.name): "
            try console.output.write(
                "\(place) \(Style.red.applied(to: "failed:", color: color)) "
                    + TerminalText.visible(text + (outcome.result.failure ?? "")) + "\n"
            )
        }
    }

    private func writeRows(
        _ outcomes: [Outcome],
        _ format: OutputFormat,
        _ console: Console
    ) throws {
        var writer = format.rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for outcome in outcomes {
            let test = outcome.result.test
            try writer.write([
                .text(outcome.file), .integer(Int64(test.line)),
                .optional(outcome.header.identity), .text(outcome.header.displayTitle),
                .text(test.name), .boolean(outcome.result.passed),
                .optional(outcome.result.failure),
            ])
        }
        try writer.finish()
    }

    private func sayTotals(_ outcomes: [Outcome], untested: Int, _ console: Console) {
        let failed = outcomes.count { !$0.result.passed }
        var text =
            failed == 0
            ? "\(Count(outcomes.count, "test")) passed"
            : "\(Count(failed)) of \(Count(outcomes.count, "test")) failed"
        if untested > 0 {
            text += "; \(Count(untested, "rule")) \(untested == 1 ? "has" : "have") no tests"
        }
        console.say("\(text).")
    }
}
