import ArgumentParser
import Assessment
import AuditIndex
import Foundation

/// Reports on the controls of the security architecture: `audit report`.
struct ReportCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report on the controls of the security architecture and their evidence.",
        discussion: """
            Shows for each control what audit.yaml declares, the evidence for it, what \
            contradicts it, and what CloudTrail cannot show. A control is held, contradicted, not \
            seen or not declared, or there is too little data to judge; logs cannot prove that \
            something is secure. Alerts of medium level or above contradict a control; lower ones \
            are only listed.

            Covers whole days (UTC), by default the last 30 days in the index. What is overdue is \
            evaluated as of now, or as of the end of the period if that is earlier; --as-of sets \
            another time.

            Alerts come from audit alert. If it has not run, the report says so and uses the \
            index alone.

              audit report
              audit report --since 2026-03-01 --until 2026-03-31 -o march.html
              audit report --format markdown | pandoc -o report.docx

            Writes table (the summary), markdown, html, json and jsonl.

            Exits 1 if the index has no events in the period.
            """
    )

    @OptionGroup var span: SpanOptions

    @Option(
        help: ArgumentHelp("Evaluate what is overdue as of this time.", valueName: "time"),
        transform: TimeOption.parse
    )
    var asOf: TimeOption?

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions

    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    var formats: [OutputFormat] { [.table, .markdown, .html, .json, .jsonl] }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let set = try rules.current(console, architecture)
        let asked = try span.span(Clock(now: console.now))
        let asOf = try asOf?.time(of: "--as-of", Clock(now: console.now)).lowerBound
        let index = try AuditDatabase.openForReading(database.path(console))
        let status = try index.status(now: console.now)
        guard let first = status.first, let last = status.last else {
            throw CommandFailure(
                message: "the index has no events to report on; run audit ingest",
                status: .nothingFound
            )
        }
        let period = ReportPeriod(
            asked: asked,
            first: first,
            last: last,
            asOf: asOf,
            now: console.now
        )
        let material = try ReportMaterial(
            index,
            status: status,
            rules: set,
            architecture: architecture,
            period: period
        )
        guard !material.isEmpty else {
            throw CommandFailure(
                message: "the index has no events from \(ReportDay.text(period.span.lowerBound)) "
                    + "to \(ReportDay.text(period.span.upperBound - 1)); its events are from "
                    + "\(ReportDay.text(first.seconds)) to \(ReportDay.text(last.seconds))",
                status: .nothingFound
            )
        }
        let report = ReportBuilder(material).report()
        try write(report, format.resolved(console), console)
        return .success
    }

    private func write(_ report: Report, _ format: OutputFormat, _ console: Console) throws {
        switch format {
        case .table, .csv, .tsv:
            var page = console
            // A file is read by people, whose lines end somewhere.
            if console.outputFile != nil { page.layout = TableLayout(width: 100, color: false) }
            try ReportText(report).write(page)
        case .markdown: try console.output.write(ReportMarkdown(report).text)
        case .json: try console.output.write(ReportJSON(report).text)
        case .jsonl: try console.writeJSON(.json(ReportJSON(report).text))
        case .html: try console.output.write(ReportHTML(report).text)
        }
    }
}
