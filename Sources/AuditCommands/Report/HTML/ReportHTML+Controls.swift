import Detection

/// The part of the page on each control.
extension ReportHTML {
    /// Findings of a control that are listed; the rest is counted.
    private static let shown = 15

    func section(_ section: ControlSection) -> Markup {
        let control = section.control
        return """
            <article id="\(control.rawValue)">
            <h3>\(control.title) \(Self.badge(section))</h3>
            <p class="demand">\(control.demand)</p>
            <dl>
            <dt>Declared</dt><dd>\(Self.lines(section.declared, otherwise: "nothing"))</dd>
            <dt>Seen</dt><dd>\(Self.lines(section.figures.map(\.words), otherwise: "nothing"))</dd>
            \(rules(section))
            <dt>Cannot be seen</dt><dd>\(control.unseen)</dd>
            </dl>
            \(contradictions(section))
            \(remarks(section))
            </article>
            """
    }

    private static func lines(_ lines: [String], otherwise: String) -> Markup {
        switch lines.count {
        case 0: "\(otherwise)"
        case 1: "\(lines[0])"
        default: "<ul>\(lines.map { "<li>\($0)</li>" as Markup })</ul>"
        }
    }

    private func rules(_ section: ControlSection) -> Markup {
        guard let note = section.rulesNote else { return "" }
        return "<dt>Rules</dt><dd>\(note)</dd>"
    }

    private func contradictions(_ section: ControlSection) -> Markup {
        let parts = section.parts.map { title, findings -> Markup in
            "<h4>\(title)</h4>\n\(Self.list(findings))"
        }
        return Markup(parts)
    }

    private func remarks(_ section: ControlSection) -> Markup {
        guard !section.remarks.isEmpty else { return "" }
        return """
            <details><summary>\(Count(section.remarks.count)) of low level, to look at</summary>
            \(Self.list(section.remarks))
            </details>
            """
    }

    /// Findings, each with what shows more of it.
    static func list(_ findings: [ReportFinding]) -> Markup {
        var items = findings.prefix(shown).map { finding -> Markup in
            """
            <li><span class="level \(finding.level.rawValue)">\(finding.level.rawValue)</span>
            <span class="what">\(finding.title)</span>
            <span class="more">\(finding.circumstances)\(finding.circumstances.isEmpty ? "" : " – ")<code>\(finding.look)</code></span></li>
            """
        }
        if findings.count > shown {
            items.append("<li class=\"rest\">and \(Count(findings.count - shown)) more</li>")
        }
        return "<ul class=\"findings\">\n\(items)\n</ul>"
    }
}
