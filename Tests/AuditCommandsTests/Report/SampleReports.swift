import Alerting
import AuditIndex
import AuditTestSupport
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

@testable import AuditCommands

/// Reports on the sample week, judged by the rules of the repository.
enum SampleReports {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Monday after the week.
    static let end: Int64 = 1_773_014_400

    static func architecture() throws -> Architecture {
        try Architecture(contentsOf: repository.appending(path: "SampleLogs/audit.yaml").path)
    }

    static func rules() -> RuleSet {
        RuleLoader().load(paths: [repository.appending(path: "Queries/alerts").path])
    }

    /// Fills an index with logs, and judges them if asked to.
    static func fill(_ path: String, from logs: String, judges: Bool = true) throws {
        let index = try AuditDatabase.openForWriting(path)
        var options = IngestOptions()
        let rules = EventRules(
            program: RuleProgram(rules()),
            architecture: try architecture(),
            paths: ["Queries/alerts"]
        )
        if judges { options.rules = rules }
        _ = try Ingest(index: index, options: options).run([logs])
        if judges { try AlertEvaluator(index: index, rules: rules, asOf: end).run() }
    }

    /// The report on an index.
    static func report(
        on path: String,
        architecture: Architecture? = nil,
        asked: Range<Int64>? = nil
    ) throws -> Report {
        let index = try AuditDatabase.openForReading(path)
        let status = try index.status()
        guard let first = status.first, let last = status.last else {
            throw CocoaError(.featureUnsupported)
        }
        let material = try ReportMaterial(
            index,
            status: status,
            rules: rules(),
            architecture: try architecture ?? self.architecture(),
            period: ReportPeriod(asked: asked, first: first, last: last, asOf: nil, now: end)
        )
        return ReportBuilder(material).report()
    }
}

extension SampleReports {
    /// The report on the sample week, with its incident or without.
    static let incident = Result { try weekReport(incident: true) }
    static let benign = Result { try weekReport(incident: false) }

    private static func weekReport(incident: Bool) throws -> Report {
        try TemporaryFolder.with { folder in
            try SampleLogs(incident: incident).write(into: folder.path)
            try fill(folder.path("audit.db"), from: folder.path("AWSLogs"))
            return try report(on: folder.path("audit.db"))
        }
    }

    /// A report that has a text wherever a log can put one.
    static func hostile(_ text: String) -> Report {
        var finding = ReportFinding(.critical, text, count: 2, first: 0, last: 90, look: text)
        finding.alert = 1
        let sections = Control.allCases.map { control in
            ControlSection(
                control: control,
                verdict: .contradicted,
                declared: [text, text],
                figures: [ReportFigure(label: text, count: 1, total: 2, last: 86_400)],
                contradictions: [finding, ReportFinding(.high, text, count: 1, look: text)],
                remarks: [finding],
                rules: (2, 1)
            )
        }
        var charts = ReportCharts()
        charts.intervals = [0, 86_400]
        charts.environments = [.init(name: text, counts: [1, 2], denied: 1)]
        charts.alerts = [[:], [.critical: 1]]
        charts.readers = [text]
        charts.secrets = [
            .init(name: text, cells: [.init(reads: 1, denied: 1, isUndeclared: true)])
        ]
        charts.weeks = [
            .init(
                role: text,
                windows: [text],
                isOpen: Array(repeating: true, count: 168),
                kept: Array(repeating: 1, count: 168),
                broken: Array(repeating: 1, count: 168)
            )
        ]
        charts.levels = [(.critical, 1)]
        return Report(
            heading: ReportHeading(
                span: 0..<172_800,
                choice: text,
                asOf: 172_800,
                events: 3,
                accounts: [(text, 1, 86_400)],
                lastEvent: 86_400,
                isDeclared: false,
                rules: (2, 1)
            ),
            summary: [text],
            controls: sections,
            others: [finding],
            charts: charts
        )
    }

    /// What a terminal of some width gets.
    static func text(_ report: Report, width: Int?) throws -> String {
        let output = OutputSink.inMemory()
        let console = Console(
            output: output,
            errors: .inMemory(),
            now: end,
            environment: [:],
            layout: TableLayout(width: width, color: false),
            errorWidth: nil,
            handlesInterrupts: false
        )
        try ReportText(report).write(console)
        return output.text
    }
}
