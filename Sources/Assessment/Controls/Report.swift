import AuditIndex
import Basics
import SecurityArchitecture

/// The controls of a security architecture over a period: what is declared of each, the evidence
/// for it, what contradicts it, and what the logs cannot show.
///
/// For example:
///
/// ```swift
/// let material = try ReportMaterial(
///     index,
///     status: status,
///     rules: rules,
///     architecture: architecture,
///     period: period
/// )
/// let report = ReportBuilder(material).report()
/// ```
///
/// It is a value; *AuditCommands* writes it as text, Markdown, JSON and HTML.
package struct Report: Sendable {
    package var heading: ReportHeading
    /// The most important facts, in a few sentences.
    package var summary: [String]
    /// The controls, in their usual order.
    package var controls: [ControlSection]
    /// Alerts of rules without a control.
    package var others: [ReportFinding]
    /// The data of the charts.
    package var charts: ReportCharts
}

/// The period and scope of a report.
package struct ReportHeading: Sendable {
    /// The period, in seconds since 1970; whole days.
    package var span: Range<Int64>
    /// How the period was chosen, in words.
    package var choice: String
    /// The time as of which overdue rotations are evaluated, in seconds since 1970.
    package var asOf: Int64
    /// The number of events.
    package var events: Int
    /// The number of days with an event.
    package var daysWithEvents: Int
    /// The accounts, and the number of days on which each has events.
    package var accounts: [(id: String, days: Int, lastDay: Int64)]
    /// The time of the index's last event; nil if it has none.
    package var lastEvent: Int64?
    /// Whether there is an audit.yaml.
    package var isDeclared: Bool
    /// The number of loaded rules, and of those evaluated on the events.
    package var rules: (known: Int, evaluated: Int)

    /// The number of days.
    package var days: Int { Int((span.upperBound - span.lowerBound) / 86_400) }

    /// The period in words: `2026-03-02 to 2026-03-08`.
    package var period: String {
        let first = ReportDay.text(span.lowerBound)
        let last = ReportDay.text(span.upperBound - 1)
        return first == last ? first : "\(first) to \(last)"
    }

    /// Whether a control that nothing contradicts has held: on at least half of the days there are
    /// events, and there are more than a handful of them.
    package var isEnough: Bool {
        daysWithEvents * 2 >= days && events >= ReportBuilder.fewestEvents
    }

    /// What a reader has to know first.
    package var lines: [String] {
        var lines = [
            "\(Count(days, "day")) (UTC), \(choice). Evaluated as of \(EventTime(seconds: asOf).brief)."
        ]
        if !isDeclared {
            lines.append(
                "There is no audit.yaml: environments are guessed from names, and nothing can be "
                    + "checked against a declaration."
            )
        }
        if !isEnough {
            lines.append(
                "\(Count(events, "event")) on \(Count(daysWithEvents)) of \(Count(days, "day")): too "
                    + "little data to say that a control held."
            )
        }
        if rules.evaluated == 0 {
            lines.append(
                "None of the \(Count(rules.known, "rule")) has been evaluated on these events, so "
                    + "contradictions may be missing: run audit alert."
            )
        } else if rules.evaluated < rules.known {
            lines.append(
                "\(Count(rules.evaluated)) of \(Count(rules.known, "rule")) have been evaluated on these events."
            )
        }
        return lines
    }
}

/// Dates in reports.
package enum ReportDay {
    /// The day of a time: `2026-03-07`.
    package static func text(_ seconds: Int64) -> String {
        String(EventTime(seconds: seconds).description.prefix(10))
    }
}

/// A count that is reported for a control.
package struct ReportFigure: Sendable {
    /// What: `reads of secrets by declared readers`.
    package var label: String
    /// How many.
    package var count: Int
    /// Out of how many; nil if there is no total.
    package var total: Int?
    /// The last time, in seconds since 1970.
    package var last: Int64?
    /// Whether it is evidence for the control; other figures are context.
    package var isEvidence = true

    /// The figure in words: `88 of 89 reads by declared readers, last on 2026-03-08`.
    package var words: String {
        var text = "\(Count(count))"
        if let total, total != count || count < 3 { text += " of \(Count(total))" }
        if let total, total == count, count > 2 { text = "all \(Count(count))" }
        text += " \(label)"
        if let last, count > 0 { text += ", last on \(ReportDay.text(last))" }
        return text
    }
}

/// Something that contradicts a control, or is worth a look.
package struct ReportFinding: Sendable {
    /// How serious it is.
    package var level: Severity
    /// What it is, which may contain hostile text from logs.
    package var title: String
    /// The alert's number; nil for a finding of the index.
    package var alert: Int64?
    /// The alert's state.
    package var state: AlertState?
    /// How many events or things it is about.
    package var count: Int
    /// The first time, in seconds since 1970.
    package var first: Int64?
    /// The last time.
    package var last: Int64?
    /// The techniques of ATT&CK that the alert's rule is tagged with.
    package var techniques: [AttackTechnique] = []
    /// Whether it is based on a guess from names.
    package var isGuessed = false
    /// The command that shows more.
    package var look: String

    /// Makes a finding of an alert.
    package init(_ listing: AlertListing) {
        let alert = listing.alert
        level = Severity(rawValue: alert.level) ?? .medium
        title = alert.title.isEmpty ? listing.ruleTitle : alert.title
        self.alert = alert.id
        state = alert.state
        count = alert.count
        first = alert.began
        last = alert.last
        techniques = listing.techniques
        isGuessed = alert.basis == Provenance.guessedName
        look = "audit alerts show \(alert.id)"
    }

    /// Makes a finding of the index.
    package init(
        _ level: Severity,
        _ title: String,
        count: Int,
        first: Int64? = nil,
        last: Int64? = nil,
        look: String
    ) {
        self.level = level
        self.title = title
        self.count = count
        self.first = first
        self.last = last
        self.look = look
    }

    /// When, how often, and its state: `2026-03-07 01:53, 3 events`.
    package var circumstances: String {
        var parts: [String] = []
        if let first { parts.append(String(first.brief.prefix(16))) }
        if let first, let last, last - first >= 60 { parts[0] += " to \(last.brief(after: first))" }
        if count > 1 || alert != nil { parts.append("\(Count(count, "event"))") }
        if let state, state != .open { parts.append(state.rawValue) }
        if isGuessed { parts.append("based on a guess") }
        return parts.joined(separator: ", ")
    }

    /// The same, and the techniques of ATT&CK: `2026-03-07 01:53, 3 events, T1530`.
    package var circumstancesAndTechniques: String {
        ([circumstances].filter { !$0.isEmpty } + techniques.map(\.id)).joined(separator: ", ")
    }

    /// Alerts first; of these the more serious, then the earlier.
    package static func comesBefore(_ left: ReportFinding, _ right: ReportFinding) -> Bool {
        if (left.alert == nil) != (right.alert == nil) { return left.alert != nil }
        if left.level != right.level { return left.level > right.level }
        return (left.first ?? 0, left.alert ?? 0, left.title)
            < (right.first ?? 0, right.alert ?? 0, right.title)
    }
}

extension Provenance {
    /// How alerts record that they are based on a guess.
    fileprivate static let guessedName = Provenance.guessed.rawValue
}

extension Int64 {
    /// The time as tables show it.
    fileprivate var brief: String { EventTime(seconds: self).brief }

    /// The end of a span of time: without the day where it is the day of its beginning.
    fileprivate func brief(after first: Int64) -> String {
        self / 86_400 == first / 86_400
            ? String(brief.dropFirst(11).prefix(5)) : String(brief.prefix(16))
    }
}
