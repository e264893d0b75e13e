import AssessmentTestSupport
import AuditIndex
import Detection

@testable import Assessment
@testable import AuditCommands

extension SampleReports {
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
                daysWithEvents: 1,
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
