import AuditIndex
import CloudTrail
import Detection

/// The controls of a security architecture over some days: what is declared of each, what speaks
/// for it, what speaks against it, and what the logs cannot show.
///
/// It is a value without any form; ``ReportText``, ``ReportMarkdown``, ``ReportJSON`` and
/// ``ReportHTML`` write it.
struct Report: Sendable {
    /// What the report is of.
    var heading: ReportHeading
    /// What matters most, in a few sentences.
    var summary: [String]
    /// The controls, in their usual order.
    var controls: [ControlSection]
    /// Alerts of rules that name no control.
    var others: [ReportFinding]
    /// What is drawn.
    var charts: ReportCharts
}

/// What a report is of.
struct ReportHeading: Sendable {
    /// The days, in seconds since 1970; a report is of whole days.
    var span: Range<Int64>
    /// How the days were chosen.
    var choice: String
    /// The time, in seconds since 1970, as of which it is judged what is overdue.
    var asOf: Int64
    /// The events of these days.
    var events: Int
    /// Their accounts, and on how many of the days each has events.
    var accounts: [(id: String, days: Int, lastDay: Int64)]
    /// The index's last event; nil where it has none.
    var lastEvent: Int64?
    /// Whether there is an audit.yaml.
    var isDeclared: Bool
    /// Rules that were loaded, and how many of them the events were judged by.
    var rules: (known: Int, judged: Int)

    /// The number of days.
    var days: Int { Int((span.upperBound - span.lowerBound) / 86_400) }

    /// The days in words: `2026-03-02 to 2026-03-08`.
    var period: String {
        let first = ReportDay.text(span.lowerBound)
        let last = ReportDay.text(span.upperBound - 1)
        return first == last ? first : "\(first) to \(last)"
    }

    /// What a reader has to know before the rest.
    var lines: [String] {
        var lines = [
            "\(Count(days, "day")), UTC: \(choice). Judged as of \(EventTime(seconds: asOf).brief)."
        ]
        if !isDeclared {
            lines.append(
                "There is no audit.yaml: environments are guessed from names, and nothing can be "
                    + "held against a declaration."
            )
        }
        if rules.judged == 0 {
            lines.append(
                "The events were not judged by any of the \(Count(rules.known, "rule")): run audit "
                    + "alert. What speaks against a control is therefore incomplete."
            )
        } else if rules.judged < rules.known {
            lines.append(
                "The events were judged by \(Count(rules.judged)) of \(Count(rules.known, "rule"))."
            )
        }
        return lines
    }
}

/// Days as reports write them.
enum ReportDay {
    /// The day that a time lies in: `2026-03-07`.
    static func text(_ seconds: Int64) -> String {
        String(EventTime(seconds: seconds).description.prefix(10))
    }
}
