import AuditIndex
import CloudTrail
import Detection
import SecurityArchitecture

/// Something that speaks against a control, or deserves a look.
struct ReportFinding: Sendable {
    /// How serious it is.
    var level: RuleLevel
    /// What it is; texts of logs are in it as they came.
    var title: String
    /// The alert's number; nil for what the index itself shows.
    var alert: Int64?
    /// What people have done about the alert.
    var state: AlertState?
    /// How many events or things it is about.
    var count: Int
    /// The first time, in seconds since 1970.
    var first: Int64?
    /// The last time.
    var last: Int64?
    /// Whether it rests on something that is guessed from names.
    var isGuessed = false
    /// The command that shows more.
    var look: String

    /// The alert as a finding.
    init(_ listing: AlertListing) {
        let alert = listing.alert
        level = RuleLevel(rawValue: alert.level) ?? .medium
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
    init(
        _ level: RuleLevel,
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
    var circumstances: String {
        var parts: [String] = []
        if let first { parts.append(String(first.brief.prefix(16))) }
        if let first, let last, last - first >= 60 { parts[0] += " to \(last.brief(after: first))" }
        if count > 1 || alert != nil { parts.append("\(Count(count, "event"))") }
        if let state, state != .open { parts.append(state.rawValue) }
        if isGuessed { parts.append("rests on a guess") }
        return parts.joined(separator: ", ")
    }

    /// Alerts first; of these the more serious, then the earlier.
    static func comesBefore(_ left: ReportFinding, _ right: ReportFinding) -> Bool {
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
