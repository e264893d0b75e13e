import Assessment
import Basics

/// A report as Markdown, for a ticket or a wiki.
struct ReportMarkdown {
    private let report: Report

    init(_ report: Report) { self.report = report }

    /// The whole document.
    var text: String {
        var lines = ["# Security architecture, \(report.heading.period)", ""]
        lines += report.heading.lines.map { MarkdownText.plain($0) + "  " }
        lines += [""] + report.summary.map { "- \(MarkdownText.plain($0))" }
        lines += ["", "| control | verdict | evidence |", "| --- | --- | --- |"]
        lines += report.controls.map { section in
            let evidence = section.figures.filter { $0.isEvidence && $0.count > 0 }
            let words = evidence.isEmpty ? "–" : evidence.map(\.words).joined(separator: "; ")
            return "| \(section.control.title) | \(section.words) | \(MarkdownText.plain(words)) |"
        }
        for section in report.controls { lines += [""] + text(of: section) }
        if !report.others.isEmpty {
            lines += ["", "## Alerts of rules without a control", ""]
            lines += report.others.map(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(of section: ControlSection) -> [String] {
        var lines = [
            "## \(section.control.title): \(section.words)", "", section.control.demand, "",
        ]
        let declared = section.declared.isEmpty ? ["nothing"] : section.declared
        lines.append("- **Declared:** " + declared.map(MarkdownText.plain).joined(separator: "; "))
        let seen = section.figures.map { MarkdownText.plain($0.words) }
        lines.append("- **Seen:** " + (seen.isEmpty ? "nothing" : seen.joined(separator: "; ")))
        if let note = section.rulesNote { lines.append("- **Rules:** \(note)") }
        lines.append("- **Not in CloudTrail:** " + MarkdownText.plain(section.control.unseen))
        for (title, findings) in section.parts + [("Of low level", section.remarks)]
        where !findings.isEmpty {
            lines += ["", "\(title):", ""] + findings.map(line)
        }
        return lines
    }

    private func line(_ finding: ReportFinding) -> String {
        let more = finding.circumstancesAndTechniques.nonEmpty.map { " (\($0))" } ?? ""
        return "- \(finding.level.rawValue): \(MarkdownText.plain(finding.title))\(more) – "
            + MarkdownText.code(finding.look)
    }
}

/// Text of logs with Markdown's special characters escaped.
///
/// For example:
///
/// ```swift
/// MarkdownText.plain("[x](http://a)|*b*")   // \[x\](http\://a)\|\*b\*
/// ```
///
/// Related documentation: <https://spec.commonmark.org/0.31.2/#backslash-escapes>
enum MarkdownText {
    /// Returns a text with every character escaped that could begin markup, HTML or a link.
    static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in TerminalText.visible(text).unicodeScalars {
            if special.contains(scalar) { plain += "\\" }
            plain.unicodeScalars.append(scalar)
        }
        // Renderers turn these into links by themselves.
        return plain.replacing("www.", with: "www\\.").replacing("://", with: "\\://")
    }

    /// Returns a text as code, fenced by more backticks than it has in a row.
    static func code(_ text: String) -> String {
        let safe = TerminalText.visible(text)
        var longest = 0
        var run = 0
        for character in safe {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        guard longest > 0 else { return "`\(safe)`" }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence) \(safe) \(fence)"
    }

    private static let special = Set(#"\`*_{}[]<>#|&~!@"#.unicodeScalars)
}
