import Assessment
import Basics
import Detection

/// A report as one page for a browser or a printer, without scripts or external resources.
///
/// It is well-formed XML as well.
struct ReportHTML {
    let report: Report

    init(_ report: Report) { self.report = report }

    /// The whole page.
    var text: String {
        let title = "Security architecture, \(report.heading.period)"
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <title>\(title)</title>
            <style>
            \(ReportStyle.sheet)
            </style>
            </head>
            <body>
            <header>
            <h1>Security architecture</h1>
            <p class="period">\(report.heading.period)</p>
            \(report.heading.lines.map { "<p class=\"note\">\($0)</p>" as Markup })
            </header>
            <main>
            <section aria-labelledby="summary">
            <h2 id="summary">Summary</h2>
            \(tiles)
            <ul class="summary">
            \(report.summary.map { "<li>\($0)</li>" as Markup })
            </ul>
            </section>
            \(figures)
            <section aria-labelledby="controls">
            <h2 id="controls">Controls</h2>
            \(overview)
            \(report.controls.map(section))
            </section>
            \(others)
            </main>
            <footer>
            <p>Held: there is evidence for it in this period, and nothing contradicts it.
            Contradicted: alerts of medium level or above, or the index itself, contradict it. Index
            only: no alert rule has been evaluated. Too little data to judge: nothing contradicts it, but
            fewer than half of the days have events, or there are hardly any. Not seen: the logs have
            no evidence. Not declared: audit.yaml does not declare it. No verdict proves that
            something is secure: CloudTrail records calls and changes, not current state.</p>
            <p>Written by audit \(Version.text).</p>
            </footer>
            </body>
            </html>

            """
        return page.text
    }

    private var tiles: Markup {
        let tiles = ControlSection.Verdict.allCases.map { verdict -> Markup in
            let count = report.controls.count { $0.verdict == verdict }
            return """
                <li class="tile \(verdict.style)"><b>\(count)</b> <span>\(verdict.rawValue)</span></li>
                """
        }
        return "<ul class=\"tiles\" aria-label=\"Controls by verdict\">\n\(tiles)\n</ul>"
    }

    /// The table of all controls.
    private var overview: Markup {
        let rows = report.controls.map { section -> Markup in
            let evidence = section.figures.filter { $0.isEvidence && $0.count > 0 }
            let words = evidence.isEmpty ? "–" : evidence.map(\.words).joined(separator: "; ")
            return """
                <tr><th scope="row"><a href="#\(section.control.rawValue)">\(section.control.title)</a></th>
                <td>\(Self.badge(section))</td><td>\(words)</td></tr>
                """
        }
        return """
            <div class="scroll"><table class="overview">
            <thead><tr><th scope="col">Control</th><th scope="col">Verdict</th>
            <th scope="col">Evidence</th></tr></thead>
            <tbody>
            \(rows)
            </tbody></table></div>
            """
    }

    static func badge(_ section: ControlSection) -> Markup {
        "<span class=\"badge \(section.verdict.style)\">\(section.words)</span>"
    }

    private var others: Markup {
        guard !report.others.isEmpty else { return "" }
        return """
            <section aria-labelledby="others">
            <h2 id="others">Alerts of rules without a control</h2>
            \(Self.list(report.others))
            </section>
            """
    }
}

extension ControlSection.Verdict {
    /// The class of its colours.
    var style: String { rawValue.replacing(" ", with: "-") }
}

/// The part of the page on each control.
extension ReportHTML {
    /// Findings of a control that are listed; the others are counted.
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
            <dt>Not in CloudTrail</dt><dd>\(control.unseen)</dd>
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
            <details><summary>\(Count(section.remarks.count)) of low level</summary>
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
            <span class="more">\(finding.circumstancesAndTechniques)\(finding.circumstancesAndTechniques.isEmpty ? "" : " – ")<code>\(finding.look)</code></span></li>
            """
        }
        if findings.count > shown {
            items.append("<li class=\"rest\">and \(Count(findings.count - shown)) more</li>")
        }
        return "<ul class=\"findings\">\n\(items)\n</ul>"
    }
}

/// The charts of the page.
extension ReportHTML {
    var figures: Markup {
        let charts = report.charts
        return """
            <section aria-labelledby="figures">
            <h2 id="figures">At a glance</h2>
            <div class="figures">
            \(TimelineChart(charts).figure)
            <div class="stack">
            \(activity)
            \(levels)
            </div>
            </div>
            \(WeekChart.figure(charts.weeks))
            \(ReaderMatrix(charts).figure)
            </section>
            """
    }

    private var activity: Markup {
        let bars = report.charts.environments.enumerated().map { number, environment in
            BarChart.Bar(
                label: environment.name.nonEmpty ?? "no environment",
                style: environment.name.isEmpty ? "none" : "e\(number % 5)",
                value: environment.total,
                part: environment.denied
            )
        }
        return BarChart(
            id: "activity",
            title: "Events by environment",
            caption: "By the environment each call was about; the hatched part was denied.",
            unit: "event",
            partName: "denied",
            bars: bars
        ).figure
    }

    private var levels: Markup {
        let bars = report.charts.levels.map {
            BarChart.Bar(
                label: $0.level.rawValue,
                style: $0.level.rawValue,
                value: $0.count,
                part: 0
            )
        }
        return BarChart(
            id: "levels",
            title: "Alerts by level",
            caption: "All alerts of the period, except withdrawn ones.",
            unit: "alert",
            partName: "",
            bars: bars
        ).figure
    }
}
