import AuditIndex
import Basics
import SecurityArchitecture

/// The controls of a security architecture over some days: what is declared of each, what speaks
/// for it, what speaks against it, and what the logs cannot show.
///
/// It is a value without any form; ``ReportText``, ``ReportMarkdown``, ``ReportJSON`` and
/// ``ReportHTML`` write it.
package struct Report: Sendable {
    /// What the report is of.
    package var heading: ReportHeading
    /// What matters most, in a few sentences.
    package var summary: [String]
    /// The controls, in their usual order.
    package var controls: [ControlSection]
    /// Alerts of rules that name no control.
    package var others: [ReportFinding]
    /// What is drawn.
    package var charts: ReportCharts
}

/// What a report is of.
package struct ReportHeading: Sendable {
    /// The days, in seconds since 1970; a report is of whole days.
    package var span: Range<Int64>
    /// How the days were chosen.
    package var choice: String
    /// The time, in seconds since 1970, as of which it is judged what is overdue.
    package var asOf: Int64
    /// The events of these days.
    package var events: Int
    /// Their accounts, and on how many of the days each has events.
    package var accounts: [(id: String, days: Int, lastDay: Int64)]
    /// The index's last event; nil where it has none.
    package var lastEvent: Int64?
    /// Whether there is an audit.yaml.
    package var isDeclared: Bool
    /// Rules that were loaded, and how many of them the events were judged by.
    package var rules: (known: Int, evaluated: Int)

    /// The number of days.
    package var days: Int { Int((span.upperBound - span.lowerBound) / 86_400) }

    /// The days in words: `2026-03-02 to 2026-03-08`.
    package var period: String {
        let first = ReportDay.text(span.lowerBound)
        let last = ReportDay.text(span.upperBound - 1)
        return first == last ? first : "\(first) to \(last)"
    }

    /// What a reader has to know before the rest.
    package var lines: [String] {
        var lines = [
            "\(Count(days, "day")), UTC: \(choice). Judged as of \(EventTime(seconds: asOf).brief)."
        ]
        if !isDeclared {
            lines.append(
                "There is no audit.yaml: environments are guessed from names, and nothing can be "
                    + "held against a declaration."
            )
        }
        if rules.evaluated == 0 {
            lines.append(
                "The events were not judged by any of the \(Count(rules.known, "rule")): run audit "
                    + "alert. What speaks against a control is therefore incomplete."
            )
        } else if rules.evaluated < rules.known {
            lines.append(
                "The events were judged by \(Count(rules.evaluated)) of \(Count(rules.known, "rule"))."
            )
        }
        return lines
    }
}

/// Days as reports write them.
package enum ReportDay {
    /// The day that a time lies in: `2026-03-07`.
    package static func text(_ seconds: Int64) -> String {
        String(EventTime(seconds: seconds).description.prefix(10))
    }
}

/// Something that was counted.
package struct ReportFigure: Sendable {
    /// What: `reads of secrets by declared readers`.
    package var label: String
    /// How many.
    package var count: Int
    /// Out of how many; nil where that says nothing.
    package var total: Int?
    /// The last time, in seconds since 1970.
    package var last: Int64?
    /// Whether it speaks for the control; others are there to be known.
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

/// Something that speaks against a control, or deserves a look.
package struct ReportFinding: Sendable {
    /// How serious it is.
    package var level: Severity
    /// What it is; texts of logs are in it as they came.
    package var title: String
    /// The alert's number; nil for what the index itself shows.
    package var alert: Int64?
    /// What people have done about the alert.
    package var state: AlertState?
    /// How many events or things it is about.
    package var count: Int
    /// The first time, in seconds since 1970.
    package var first: Int64?
    /// The last time.
    package var last: Int64?
    /// Whether it rests on something that is guessed from names.
    package var isGuessed = false
    /// The command that shows more.
    package var look: String

    /// The alert as a finding.
    package init(_ listing: AlertListing) {
        let alert = listing.alert
        level = Severity(rawValue: alert.level) ?? .medium
        title = alert.title.isEmpty ? listing.ruleTitle : alert.title
        self.alert = alert.id
        state = alert.state
        count = alert.count
        first = alert.first
        last = alert.last
        isGuessed = alert.basis == Provenance.guessedName
        look = "audit alerts show \(alert.id)"
    }

    /// Something that the index itself shows.
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

    /// When, how often, and what was done about it: `2026-03-07 01:53, 3 events`.
    package var circumstances: String {
        var parts: [String] = []
        if let first { parts.append(String(first.brief.prefix(16))) }
        if let first, let last, last - first >= 60 { parts[0] += " to \(last.brief(after: first))" }
        if count > 1 || alert != nil { parts.append("\(Count(count, "event"))") }
        if let state, state != .open { parts.append(state.rawValue) }
        if isGuessed { parts.append("rests on a guess") }
        return parts.joined(separator: ", ")
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
    /// How alerts write that they rest on a guess.
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
