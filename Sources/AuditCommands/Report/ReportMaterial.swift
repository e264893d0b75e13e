import AuditIndex
import CloudTrail
import Detection
import SecurityArchitecture

/// Everything that a report is made of, as the index and audit.yaml have it.
struct ReportMaterial {
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
    let secrets: [SecretView]
    let sessions: [DeploymentView]
    let groups: [GroupAudit]
    let alerts: [Alert]
    let rules: [(control: Control?, isJudged: Bool)]

    /// Reads it all.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - status: What the index says that it holds.
    ///   - rules: The rules, which tell the controls of alerts.
    ///   - architecture: What is declared.
    ///   - period: The days.
    /// - complexity: O(n) in the events of the days; see ``AuditDatabase/eventCounts(in:judgedBy:)``.
    init(
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
        events = try index.eventCounts(in: days, judgedBy: architecture)
        reads = try index.secretReadCounts(in: period.span)
        let secretJudge = SecretJudge(architecture, now: period.asOf)
        secrets = try index.secrets().map { secretJudge.view($0, readers: []) }
        let span = period.span
        sessions = try DeploymentView.all(in: index, SessionJudge(architecture)).filter {
            span.contains($0.session.began.seconds)
        }
        let groupJudge = SecurityGroupJudge(architecture)
        let classifier = classifier
        groups = try index.groupStates().map { GroupAudit($0, groupJudge, classifier) }
        let judged = try index.judgedRuleHashes()
        let entries = ControlledRules(rules)
        self.rules = entries.raising.map { ($0.control, judged.contains($0.hash)) }
        var filter = AlertFilter()
        filter.since = span.lowerBound
        filter.until = span.upperBound
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        alerts = try index.alerts(filter).map {
            Alert(control: entries.control(of: $0), listing: $0)
        }
    }
}
