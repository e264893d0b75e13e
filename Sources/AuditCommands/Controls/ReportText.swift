import Assessment
import Basics

/// A report for a terminal: the summary, a table of the controls, and what contradicts them.
struct ReportText {
    /// Findings of a control that are listed; the others are counted.
    private static let shown = 5

    private let report: Report

    init(_ report: Report) { self.report = report }

    /// Writes the report.
    func write(_ console: Console) throws {
        let color = console.layout.color
        try console.output.write(
            Style.bold.applied(to: "Security architecture, \(report.heading.period)", color: color)
                + "\n"
        )
        try write(report.heading.lines, style: .dim, console)
        try console.output.write("\n")
        try write(report.summary, console)
        try writeTable(console)
        for section in report.controls where !section.contradictions.isEmpty {
            try write(section, console)
        }
        try writeRemarks(console)
        let unseen =
            "For what CloudTrail cannot show of each control, write the full report: "
            + "audit report --output report.html"
        try console.output.write("\n")
        try write([unseen], style: .dim, console)
    }

    private func write(_ lines: [String], style: Style? = nil, _ console: Console) throws {
        for line in lines {
            let safe = TerminalText.visible(line)
            for part in TextWrap.lines(safe, width: console.layout.width) {
                let text = style?.applied(to: part, color: console.layout.color) ?? part
                try console.output.write(text + "\n")
            }
        }
    }

    private func writeTable(_ console: Console) throws {
        try console.output.write("\n")
        var writer = OutputFormat.table.rowWriter(
            columns: [
                OutputColumn("CONTROL", shrink: .never),
                OutputColumn("VERDICT", shrink: .never),
                OutputColumn("EVIDENCE", shrink: .priority(1, minimum: 30)),
            ],
            sink: console.output,
            layout: console.layout
        )
        for section in report.controls {
            let evidence = section.figures.filter { $0.isEvidence && $0.count > 0 }
            try writer.write([
                .text(section.control.title), .text(section.words),
                .text(evidence.isEmpty ? "-" : evidence.map(\.words).joined(separator: "; ")),
            ])
        }
        try writer.finish()
    }

    private func write(_ section: ControlSection, _ console: Console) throws {
        try console.writeHeading("\(section.control.title): \(section.words)")
        // Findings of the index mostly repeat the alerts.
        let alerts = section.contradictions.filter { $0.alert != nil }
        let findings = alerts.isEmpty ? section.contradictions : alerts
        for finding in findings.prefix(Self.shown) { try write(finding, console) }
        let rest = findings.count - Self.shown
        if rest > 0 { try console.output.write("  and \(Count(rest)) more\n") }
    }

    private func write(_ finding: ReportFinding, _ console: Console) throws {
        let color = console.layout.color
        let title = TerminalText.visible(finding.title)
        let level = finding.level.rawValue
        let style: Style = finding.level >= .high ? .red : .magenta
        let width = console.layout.width.map { max($0 - 12, 30) }
        for (number, line) in TextWrap.lines(title, width: width).enumerated() {
            let mark =
                number == 0
                ? style.applied(to: level, color: color)
                    + String(repeating: " ", count: max(10 - level.count, 1))
                : String(repeating: " ", count: 10)
            try console.output.write("  \(mark)\(line)\n")
        }
        let more = [finding.circumstances, TerminalText.visible(finding.look)]
            .filter { !$0.isEmpty }.joined(separator: " – ")
        try console.output.write("            " + Style.dim.applied(to: more, color: color) + "\n")
    }

    private func writeRemarks(_ console: Console) throws {
        let remarks = report.controls.reduce(0) { $0 + $1.remarks.count }
        var lines: [String] = []
        if remarks > 0 {
            lines.append("\(Count(remarks, "alert")) of low level, which contradict no control.")
        }
        if !report.others.isEmpty {
            lines.append("\(Count(report.others.count, "alert")) of rules without a control.")
        }
        guard !lines.isEmpty else { return }
        try console.output.write("\n")
        try write(lines, console)
    }
}
