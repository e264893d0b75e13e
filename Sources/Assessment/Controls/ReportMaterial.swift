import AuditIndex
import Basics
import Detection
import SecurityArchitecture

/// Everything that a report is made of, as the index and audit.yaml have it.
package struct ReportMaterial {
    /// An alert, and the control that its rule looks after.
    struct Alert {
        var control: Control?
        var listing: AlertListing
    }

    let architecture: Architecture
    let classifier: Classifier
    let period: ReportPeriod
    let status: IndexStatus
    let accounts: [(text: String, events: Int, days: Int, lastDay: Int64)]
    let calls: [CallCount]
    let events: [EventCount]
    let reads: [SecretReadCount]
    let secrets: [SecretAssessment]
    let sessions: [DeploymentSession]
    let groups: [GroupAssessment]
    let alerts: [Alert]
    let rules: [(control: Control?, isEvaluated: Bool)]

    /// Whether the index has no events in the period.
    package var isEmpty: Bool { calls.isEmpty }

    /// Reads it all.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - status: What the index says that it holds.
    ///   - rules: The rules, which tell the controls of alerts.
    ///   - architecture: What is declared.
    ///   - period: The days.
    /// - complexity: O(n) in the events of the days; see ``AuditDatabase/eventCounts(in:judgedBy:)``.
    package init(
        _ index: AuditDatabase,
        status: IndexStatus,
        rules: RuleSet,
        architecture: Architecture,
        period: ReportPeriod
    ) throws {
        self.architecture = architecture
        self.period = period
        self.status = status
        classifier = Classifier(architecture)
        let days = period.days
        accounts = try index.days(with: .account, in: days)
        calls = try index.callCounts(in: days)
        events = try index.eventCounts(in: days, evaluatedBy: architecture)
        reads = try index.secretReadCounts(in: period.span)
        let secretCheck = SecretCheck(architecture, now: period.asOf)
        secrets = try index.secrets().map { secretCheck.view($0, readers: []) }
        let span = period.span
        sessions = try DeploymentSession.all(in: index, SessionCheck(architecture)).filter {
            span.contains($0.session.began.seconds)
        }
        let groupCheck = SecurityGroupCheck(architecture)
        let classifier = classifier
        groups = try index.groupStates().map { GroupAssessment($0, groupCheck, classifier) }
        let evaluated = try index.evaluatedRuleHashes()
        let entries = ControlledRules(rules)
        self.rules = entries.raising.map { ($0.control, evaluated.contains($0.hash)) }
        var filter = AlertFilter()
        filter.since = span.lowerBound
        filter.until = span.upperBound
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        alerts = try index.alerts(filter).map {
            Alert(control: entries.control(of: $0), listing: $0)
        }
    }
}

/// The days that a report is of, and the time as of which it judges.
package struct ReportPeriod {
    /// Whole days, in seconds since 1970.
    package let span: Range<Int64>
    /// How they were chosen, in words.
    package let choice: String
    /// The time as of which it is judged what is overdue.
    package let asOf: Int64

    /// The days since 1970.
    package var days: Range<Int64> { span.lowerBound / 86_400..<span.upperBound / 86_400 }

    /// How many days there are unless somebody asks for others.
    package static let usualDays: Int64 = 30

    /// Chooses the days.
    ///
    /// - parameters:
    ///   - asked: What somebody asks for, in seconds since 1970; the days that it touches count
    ///     whole. What it leaves open is where the index begins and ends.
    ///   - first: The time of the index's first event.
    ///   - last: The time of its last event.
    ///   - asOf: The time as of which to judge; nil for now, or the end of the days if that is
    ///     earlier: an old index is not to be blamed for what it cannot know.
    ///   - now: The present.
    package init(asked: Range<Int64>?, first: EventTime, last: EventTime, asOf: Int64?, now: Int64)
    {
        func day(_ seconds: Int64) -> Int64 { seconds / 86_400 * 86_400 }
        let firstDay = day(first.seconds)
        let end = day(last.seconds) + 86_400
        if let asked {
            let lower = asked.lowerBound == .min ? firstDay : max(day(max(asked.lowerBound, 0)), 0)
            let upper =
                asked.upperBound == .max
                ? max(end, lower + 86_400) : day(max(asked.upperBound, 1) - 1) + 86_400
            span = lower..<max(upper, lower + 86_400)
            choice = "as asked for"
        } else {
            let lower = max(end - Self.usualDays * 86_400, firstDay)
            span = lower..<end
            let isWhole = lower == firstDay
            let age = (now - last.seconds) / 86_400
            let behind = age >= 2 ? ", which ends \(Count(Int(age), "day")) ago" : ""
            choice =
                isWhole
                ? "all that the index has\(behind)"
                : "the last \(Self.usualDays) days of the index\(behind)"
        }
        self.asOf = asOf ?? min(now, span.upperBound)
    }
}
