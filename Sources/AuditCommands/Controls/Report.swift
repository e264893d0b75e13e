import ArgumentParser
import Assessment
import AuditIndex
import Foundation

/// Reports on the controls of the security architecture: `audit report`.
struct ReportCommand: ConsoleCommand {
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
              audit report --since 2026-03-01 --until 2026-03-31 --output march.html
              audit report --format markdown | pandoc -o report.docx

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

    @Option(
        help: ArgumentHelp(
            """
            Output format. Default: by the extension of --output, else text.
            """,
            valueName: "format"
        )
    )
    var format: ReportFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
    var output: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if force, output == nil { throw ValidationError("--force needs --output.") }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let file = output.map { NewFile($0, replaces: force) }
        // Fail before the work, which may take a while; writing checks again.
        try file?.check()
        let architecture = try config.architecture(console)
        let set = try rules.load()
        rules.sayRejected(set, console)
        let asked = try span.span(now: console.now)
        let asOf = try asOf?.time(of: "--as-of", now: console.now).lowerBound
        let index = try AuditDatabase.openForReading(database.path(console))
        let status = try index.status()
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

/// The format of a report.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// A summary for a terminal or a mail.
    case text
    /// Markdown, for a ticket or a wiki.
    case markdown
    /// One JSON object.
    case json
    /// One page with everything in it, for a browser or a printer.
    case html

    /// The format of a file's extension; nil for any other extension.
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
