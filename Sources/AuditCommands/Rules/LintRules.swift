import ArgumentParser
import Basics
import Detection

/// Looks for what is wrong with rules: `audit rules lint`.
struct RulesLintCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find rules that never match, are slow or incomplete.",
        discussion: """
            Prints one line per finding, with file, line, column and kind:

              rejected    the document failed to load and is skipped
              never       the rule can never match, or the filter never suppress
              doubtful    it probably does not mean what it says
              slow        it is evaluated for every event
              incomplete  it lacks metadata that others will need

              audit rules lint --rules my-rules --no-builtin-rules

            Exit status: 0 no findings, 1 findings, 2 rules were rejected.
            """
    )

    private static let columns = [
        OutputColumn("kind"), OutputColumn("file"), OutputColumn("line"), OutputColumn("column"),
        OutputColumn("title"), OutputColumn("message"),
    ]

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(declared: try config.placeholders(console), needsTests: true)
        let findings = RuleLint(now: console.now).findings(in: set)
        let format = format.resolved(console)
        if format == .table {
            try writeLines(set, findings, console)
        } else {
            try writeRows(set, findings, format, console)
        }
        try console.output.flush()
        if format == .table || console.isInteractive {
            let documents = set.rules.count + set.correlations.count + set.filters.count
            console.say(
                "\(Count(documents, "document")), \(Count(set.rejected.count)) rejected, "
                    + "\(Count(findings.count, "finding"))."
            )
        }
        guard set.rejected.isEmpty else { return .failure }
        return findings.isEmpty ? .success : .nothingFound
    }

    /// Writes findings as compilers do, so that editors can jump to them.
    private func writeLines(
        _ set: RuleSet,
        _ findings: [LintFinding],
        _ console: Console
    ) throws {
        for rejected in set.rejected {
            for problem in rejected.problems {
                var place = problem.file
                if problem.line > 0 { place += ":\(problem.line)" }
                if problem.line > 0, problem.column > 0 { place += ":\(problem.column)" }
                try writeLine("\(place): rejected: \(Self.message(of: problem))", .red, console)
            }
        }
        for finding in findings {
            try writeLine(finding.description, finding.kind.style, console)
        }
    }

    private func writeLine(_ line: String, _ style: Style?, _ console: Console) throws {
        let text = TerminalText.visible(line)
        try console.output.write(
            (style?.applied(to: text, color: console.layout.color) ?? text) + "\n"
        )
    }

    private func writeRows(
        _ set: RuleSet,
        _ findings: [LintFinding],
        _ format: OutputFormat,
        _ console: Console
    ) throws {
        var writer = format.rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        func place(_ number: Int) -> OutputValue { number > 0 ? .integer(Int64(number)) : .null }
        for rejected in set.rejected {
            for problem in rejected.problems {
                try writer.write([
                    .text("rejected"), .text(problem.file), place(problem.line),
                    place(problem.column), .optional(rejected.title),
                    .text(Self.message(of: problem)),
                ])
            }
        }
        for finding in findings {
            try writer.write([
                .text(finding.kind.rawValue), .text(finding.file), place(finding.line),
                place(finding.column), .text(finding.title), .text(finding.message),
            ])
        }
        try writer.finish()
    }

    private static func message(of problem: RuleProblem) -> String {
        problem.path.isEmpty ? problem.message : "\(problem.path): \(problem.message)"
    }
}

extension LintFinding.Kind {
    /// How a finding stands out on a terminal.
    fileprivate var style: Style? {
        switch self {
        case .never: .red
        case .doubtful, .slow: .magenta
        case .incomplete: nil
        }
    }
}
