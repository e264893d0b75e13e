import ArgumentParser
import Assessment
import AuditIndex
import Foundation

/// Reports on the controls of the security architecture: `audit report`.
struct ReportCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report on each control of the security architecture, and the evidence for it.",
        discussion: """
            For each control: what audit.yaml declares, what was seen of it, what speaks against \
            it, and what CloudTrail cannot show. A control has held, is contradicted, was not \
            seen or is not declared; that something is secure, logs cannot say. Alerts of medium \
            level and above contradict; those below are listed for a look.

            A report is of whole days, UTC: without --since and --until of the last 30 days of \
            the index, which need not be the last 30 days. What is overdue is judged as of now, \
            or as of the end of these days if that is earlier; --as-of sets another time.

            Alerts come from audit alert. Where it has not run, the report says so, and rests on \
            what the index itself shows.

              audit report
              audit report --since 2026-03-01 --until 2026-03-31 --output march.html
              audit report --format markdown | pandoc -o report.docx

            Exit status 1 says that the index has no events in these days.
            """
    )

    @OptionGroup var span: SpanOptions

    @Option(help: ArgumentHelp("Judge what is overdue as of this time.", valueName: "time"))
    var asOf: String?

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions

    @Option(
        help: ArgumentHelp(
            """
            How to write it: text, markdown, json or html. Default: what the name of the output \
            ends in, else text.
            """,
            valueName: "format"
        )
    )
    var format: ReportFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write into this file.", valueName: "file"))
    var output: String?

    @Flag(help: "Replace the file if there is one.")
    var force = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let asOf { _ = try TimeExpression(asOf, of: "--as-of", now: 4_102_444_800) }
        if force, output == nil { throw ValidationError("--force is about the file of --output.") }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let file = output.map { NewFile($0, replaces: force) }
        // Before the work, which may take a while; the file is made in a way that asks again.
        try file?.check()
        let architecture = try config.architecture(console)
        let set = try rules.load()
        rules.sayRejected(set, console)
        let asked = try span.span(now: console.now)
        let asOf = try asOf.map {
            try TimeExpression($0, of: "--as-of", now: console.now).lowerBound
        }
        let index = try AuditDatabase.openForReading(database.path(console))
        let status = try index.status()
        guard let first = status.first, let last = status.last else {
            throw CommandFailure(
                message: "the index holds no events to report on; run audit ingest",
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
                    + "to \(ReportDay.text(period.span.upperBound - 1)); it has them from "
                    + "\(ReportDay.text(first.seconds)) to \(ReportDay.text(last.seconds))",
                status: .nothingFound
            )
        }
        let report = ReportBuilder(material).report()
        let format = format ?? output.flatMap(ReportFormat.init(ending:)) ?? .text
        guard let file else {
            try write(report, format, console)
            return .success
        }
        let text = OutputSink.inMemory()
        var page = console
        page.output = text
        page.layout = TableLayout(width: 100, color: false)
        try write(report, format, page)
        try file.write(Array(text.text.utf8))
        console.say("Wrote \(file.path).")
        return .success
    }

    private func write(_ report: Report, _ format: ReportFormat, _ console: Console) throws {
        switch format {
        case .text: try ReportText(report).write(console)
        case .markdown: try console.output.write(ReportMarkdown(report).text)
        case .json: try console.output.write(ReportJSON(report).text)
        case .html: try console.output.write(ReportHTML(report).text)
        }
    }
}

/// How a report is written.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// A summary for a terminal or a mail.
    case text
    /// Markdown, for a ticket or a wiki.
    case markdown
    /// One JSON object.
    case json
    /// One page with everything in it, for a browser or a printer.
    case html

    /// The format that a file's name asks for; nil where its ending says nothing.
    init?(ending path: String) {
        switch path.split(separator: "/").last?.split(separator: ".").last?.lowercased() {
        case "html", "htm": self = .html
        case "md", "markdown": self = .markdown
        case "json": self = .json
        case "txt": self = .text
        default: return nil
        }
    }
}
