import AuditIndex
import Basics
import Detection
import SecurityArchitecture

/// The input of a report, read from the index and audit.yaml.
package struct ReportMaterial {
    /// An alert and the control of its rule.
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

    /// Reads the input.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - status: The index's status.
    ///   - rules: The rules, which name the controls of alerts.
    ///   - architecture: The declared architecture.
    ///   - period: The period.
    /// - throws: `IndexError` if the index cannot be read.
    /// - complexity: O(n) in the events of the period; see
    ///   ``AuditDatabase/eventCounts(in:evaluatedBy:)``.
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
        secrets = try index.secrets().map { secretCheck.assess($0, readers: []) }
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

/// The days of a report, and the time as of which it evaluates.
package struct ReportPeriod {
    /// Whole days, in seconds since 1970.
    package let span: Range<Int64>
    /// How they were chosen, in words.
    package let choice: String
    /// The time as of which overdue rotations are evaluated.
    package let asOf: Int64

    /// The days since 1970.
    package var days: Range<Int64> { span.lowerBound / 86_400..<span.upperBound / 86_400 }

    /// The default number of days.
    package static let usualDays: Int64 = 30

    /// Chooses the days.
    ///
    /// - parameters:
    ///   - asked: The requested span, in seconds since 1970, which is widened to whole days; an
    ///     open end is where the index begins or ends.
    ///   - first: The time of the index's first event.
    ///   - last: The time of its last event.
    ///   - asOf: The time as of which to evaluate; nil for now, or the end of the period if that
    ///     is earlier, since an old index says nothing about the time after it.
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
            choice = "as requested"
        } else {
            let lower = max(end - Self.usualDays * 86_400, firstDay)
            span = lower..<end
            let isWhole = lower == firstDay
            let age = (now - last.seconds) / 86_400
            let behind = age >= 2 ? ", which ends \(Count(Int(age), "day")) ago" : ""
            choice =
                isWhole
                ? "the whole index\(behind)"
                : "the last \(Self.usualDays) days of the index\(behind)"
        }
        self.asOf = asOf ?? min(now, span.upperBound)
    }
}
