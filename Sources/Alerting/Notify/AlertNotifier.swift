import AuditIndex
import Basics
import Delivery
import Ingestion

/// Writes notices of what has changed into the outbox.
///
/// For example:
///
/// ```swift
/// let notified = try AlertNotifier(
///     index: index, rules: rules, policy: policy, channels: settings.channels
/// ).notify()
/// ```
///
/// A notice and the note that people were notified commit together, so that each is written once,
/// whenever a run is killed. The outbox sends it until it is delivered.
package struct AlertNotifier {
    /// What was put into the outbox.
    package struct Notified: Sendable, Hashable {
        /// An alert that people are notified of.
        package struct Alert: Sendable, Hashable {
            /// Its number.
            package var id: Int64
            /// What has happened to it.
            package var kind: AlertNotice.Kind
            /// How serious it is.
            package var level: Severity
        }

        /// The alerts, by first hit.
        package var alerts: [Alert] = []
    }

    private let index: AuditDatabase
    private let rules: EventRules
    private let policy: NotificationPolicy
    private let channels: [DeliverySettings.Entry]

    /// - parameters:
    ///   - index: The index, opened for writing.
    ///   - rules: The rules, which have the response.
    ///   - policy: What people are notified of.
    ///   - channels: Where they are notified; without any, alerts count as notified all the same.
    package init(
        index: AuditDatabase,
        rules: EventRules,
        policy: NotificationPolicy,
        channels: [DeliverySettings.Entry]
    ) {
        self.index = index
        self.rules = rules
        self.policy = policy
        self.channels = channels
    }

    /// Writes notices of all that has changed into the outbox, in one transaction.
    ///
    /// - complexity: O(n log n) in the alerts. Memory is some hundred bytes for each, and for each
    ///   event of their evidence.
    package func notify() throws -> Notified {
        try index.evaluate { store in
            let headers = try rules.program.headers(store)
            let scene = try scene(store)
            var news: [News] = []
            for id in scene.candidates {
                guard let alert = try updated(id, scene.coverage, store) else { continue }
                guard alert.coveredBy == nil,
                    let kind = policy.kind(alert, renotify: headers[alert.rule]?.alert.renotify),
                    try kind != .resolved || !goesOn(alert, store)
                else {
                    try store.markEvaluated(alert: id)
                    continue
                }
                news.append(News(alert, kind))
            }
            return try write(news, NoticeWriter(store: store, headers: headers))
        }
    }

    /// Notes which alerts add nothing to others, and notifies nobody.
    package func markCovered() throws {
        try index.evaluate { store in
            let scene = try scene(store)
            for id in scene.candidates { _ = try updated(id, scene.coverage, store) }
        }
    }

    /// An alert, after noting what covers it.
    private func updated(
        _ id: Int64,
        _ coverage: Coverage,
        _ store: AlertStore
    ) throws -> AlertRecord? {
        guard var alert = try store.alert(id) else { return nil }
        let covering = alert.notified == nil ? coverage.coveredBy[id] : nil
        if covering != alert.coveredBy {
            alert.coveredBy = covering
            try store.save(alert)
        }
        return alert
    }

    /// Writes notices into the outbox, those of what began first first, though it was known later.
    private func write(_ news: [News], _ writer: NoticeWriter) throws -> Notified {
        let store = writer.store
        let repeated = try NewsComparison(news, store).repeated
        var notified = Notified()
        var due: [News] = []
        for item in news {
            // What another notice of the run says of the same is enough.
            if repeated.contains(item.id) {
                if let alert = try store.alert(item.id) { try note(alert, store) }
            } else {
                due.append(item)
                notified.alerts.append(
                    Notified.Alert(id: item.id, kind: item.kind, level: item.level)
                )
            }
        }
        due.sort { ($0.began, $1.level) < ($1.began, $0.level) }
        for item in due {
            // Of thousands of alerts only one at a time is in memory as a whole.
            guard let alert = try store.alert(item.id) else { continue }
            var notice = try writer.notice(alert, item.kind)
            if let new = item.newNames { notice.reason = "New: \(new). " + notice.reason }
            try enqueue(notice, store)
            try note(alert, store)
        }
        return notified
    }

    /// Whether people were notified of another alert under the same key that is not over: channels
    /// keep one thing open for both.
    private func goesOn(_ alert: AlertRecord, _ store: AlertStore) throws -> Bool {
        try store.alerts(key: alert.key, overlapping: .min ... .max).contains {
            $0.id != alert.id && $0.notified != nil && $0.state != .closed
        }
    }

    /// The alerts to look at, and what is covered among those around them.
    private struct Scene {
        /// The alerts that have changed, and those that were covered and are no longer, by first
        /// hit; those that cover others behind them, so that they know of them.
        var candidates: [Int64] = []
        var coverage = Coverage(CoverageItems())
    }

    private func scene(_ store: AlertStore) throws -> Scene {
        let pending = try store.pendingAlerts()
        guard let first = pending.map(\.first).min(), let last = pending.map(\.last).max() else {
            return Scene()
        }
        let absences = try rules.program.absences(store)
        var items = CoverageItems()
        var covered: [AlertSpan] = []
        func add(_ alert: AlertRecord) throws {
            items.add(
                Coverage.Item(
                    alert: alert,
                    events: try store.evidenceCalls(alert.id),
                    namesCallers: try !store.hasUnnamedCaller(alert.id),
                    standsAlone: absences.contains(alert.rule)
                )
            )
        }
        // Their events may be earlier or later, and covered by an earlier notice of those.
        var around = first...last
        try store.forEachOpenAlert(overlapping: first...last) { alert in
            if alert.coveredBy != nil, alert.state != .closed {
                covered.append(AlertSpan(id: alert.id, first: alert.first, last: alert.last))
            }
            guard alert.notified != nil || policy.kind(alert, renotify: nil) == .opened else {
                return
            }
            try add(alert)
            guard alert.notified == nil, let span = try store.evidenceSpan(alert.id) else { return }
            around =
                min(around.lowerBound, span.lowerBound)...max(around.upperBound, span.upperBound)
        }
        if around != first...last {
            let known = items.ids
            try store.forEachOpenAlert(overlapping: around) { alert in
                if alert.notified != nil, !known.contains(alert.id) { try add(alert) }
            }
        }
        let coverage = Coverage(items)
        let numbers = Set(pending.map(\.id))
        let uncovered = covered.filter {
            coverage.coveredBy[$0.id] == nil && !numbers.contains($0.id)
        }
        let all = (pending + uncovered).sorted { ($0.first, $0.id) < ($1.first, $1.id) }
            .map(\.id)
        return Scene(
            candidates: all.filter { coverage.coveredBy[$0] != nil }
                + all.filter { coverage.coveredBy[$0] == nil },
            coverage: coverage
        )
    }

    private func enqueue(_ notice: AlertNotice, _ store: AlertStore) throws {
        for entry in channels where notice.level >= entry.minimum {
            try store.enqueue(
                OutboxEntry(
                    alert: notice.alert,
                    key: notice.key,
                    kind: notice.kind.rawValue,
                    channel: entry.name,
                    notice: String(decoding: notice.json(), as: UTF8.self),
                    created: policy.now
                )
            )
        }
    }

    private func note(_ alert: AlertRecord, _ store: AlertStore) throws {
        var alert = alert
        alert.notified = AlertRecord.Notified(
            at: policy.now,
            level: alert.level,
            entities: alert.entities,
            last: alert.last
        )
        if alert.state == .muted { (alert.state, alert.decision) = (.open, nil) }
        alert.isPending = false
        try store.save(alert)
    }
}
