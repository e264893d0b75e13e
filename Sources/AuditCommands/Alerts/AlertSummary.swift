import Alerting
import AuditIndex
import Basics
import Delivery

/// What a run found, in a few lines: the alerts grouped by whom or what they are about.
///
/// For example:
///
/// ```
/// 11 alerts are new: 6 critical, 4 high, 1 medium
/// CRITICAL  9 alerts about 45.83.64.11, 2026-03-07 01:41:12 to 03:24:17 UTC, lasted 1 h 43 min
///     4 roles were used from 45.83.64.11, … (audit alerts show 52)
/// ```
struct AlertSummary {
    /// Alerts that are still printed one by one.
    static let blockLimit = 20
    /// Alerts of a first run from which on a summary is worth its lines.
    static let worthwhile = 5
    /// Incidents that are listed.
    private static let incidentLimit = 15

    let incidents: [AlertIncident]
    private let alerts: [AlertHeadline]
    /// Open alerts that nobody is notified of.
    private let others: Int
    private let layout: TableLayout

    /// - parameters:
    ///   - alerts: The alerts that people are notified of.
    ///   - others: How many there are beside them.
    init(_ alerts: [AlertHeadline], others: Int, layout: TableLayout) {
        self.alerts = alerts
        self.others = others
        self.layout = layout
        incidents = AlertIncident.incidents(alerts)
    }

    /// The alerts and totals of an index.
    ///
    /// - parameter ids: The alerts that people are notified of.
    init(_ ids: [Int64], _ index: AuditDatabase, layout: TableLayout) throws {
        var filter = AlertFilter()
        filter.includesStaged = true
        filter.states = [.open, .acknowledged]
        let wanted = Set(ids)
        var others = 0
        var alerts: [AlertHeadline] = []
        try index.forEachHeadline(filter) { alert in
            if wanted.contains(alert.id) { alerts.append(alert) } else { others += 1 }
        }
        self.init(alerts, others: others, layout: layout)
    }

    /// The lines, followed by an empty one.
    var block: String {
        let levels = Severity.allCases.reversed().compactMap { level -> String? in
            let count = alerts.count { Severity(rawValue: $0.level) ?? .informational == level }
            return count > 0 ? "\(Count(count)) \(level.rawValue)" : nil
        }
        var lines = ["\(Count(alerts.count, "alert")): \(levels.joined(separator: ", "))"]
        for incident in incidents.prefix(Self.incidentLimit) { lines += self.lines(incident) }
        let more = incidents.dropFirst(Self.incidentLimit).reduce(0) { $0 + $1.alerts.count }
        if more > 0 { lines.append("and \(Count(more, "alert")) about others") }
        let rest =
            others > 0
            ? "; --all lists \(Count(others, "other")), less serious or covered by these" : ""
        lines.append("'audit alerts list' lists them, the worst first\(rest).")
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func lines(_ incident: AlertIncident) -> [String] {
        let worst = incident.alerts[0]
        let mark = incident.level.rawValue.uppercased()
        let first = incident.alerts.map(\.began).min() ?? worst.began
        let last = incident.alerts.map(\.last).max() ?? worst.last
        let style = incident.level.style ?? .bold
        let title = "\(worst.title) (audit alerts show \(worst.id))"
        let period = AlertPeriod(first: first, last: last).description
        let heading = incident.about.map {
            "\(Count(incident.alerts.count, "alert")) about \($0), \(period)"
        }
        let width = max((layout.width ?? 110) - 4, 40)
        let about = TerminalText.visible(heading ?? title)
        var lines = [
            "\(style.applied(to: mark, color: layout.color))  "
                + Style.bold.applied(to: about, color: layout.color)
        ]
        for text in [heading == nil ? period : title] {
            for line in TextWrap.lines(TerminalText.visible(text), width: width) {
                lines.append("    " + line)
            }
        }
        return lines
    }
}

/// When something happened, in UTC, and how long it took:
/// `2026-03-07 01:41:12 to 03:24:17 UTC, lasted 1 h 43 min`.
struct AlertPeriod: CustomStringConvertible {
    let first: Int64
    let last: Int64
    /// The present, where the text is to say how long ago it was.
    var now: Int64?

    var description: String {
        let (start, end) = (EventTime(seconds: first).brief, EventTime(seconds: last).brief)
        let ago = now.map { ", \(FromNow(last, now: $0))" } ?? ""
        guard first < last else { return "\(start) UTC\(ago)" }
        let isSameDay = start.prefix(10) == end.prefix(10)
        return "\(start) to \(isSameDay ? String(end.dropFirst(11)) : end) UTC\(ago), "
            + "lasted \(Lasting(last - first))"
    }
}

/// A channel that takes what has been summarized.
struct SummarizedChannel: DeliveryChannel {
    let name = PrintChannel.channelName

    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        .delivered(thread: nil)
    }
}
