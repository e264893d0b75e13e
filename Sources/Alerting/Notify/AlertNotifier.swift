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
    package func notify() throws -> Notified {
        try index.evaluate { store in
            let headers = try rules.program.headers(store)
            let writer = NoticeWriter(store: store, headers: headers)
            let pending = try store.pendingAlerts()
            let open = try openAlerts(around: pending, store)
            let coverage = try coverage(among: open, around: pending, store)
            var news: [News] = []
            for var alert in try candidates(pending, open, coverage, store) {
                let covering = alert.notified == nil ? coverage.coveredBy[alert.id] : nil
                if covering != alert.coveredBy {
                    alert.coveredBy = covering
                    try store.save(alert)
                }
                let renotify = headers[alert.rule]?.alert.renotify
                guard covering == nil, let kind = policy.kind(alert, renotify: renotify),
                    try kind != .resolved || !goesOn(alert, store)
                else {
                    try store.markEvaluated(alert: alert.id)
                    continue
                }
                news.append(News(alert, kind))
            }
            var notified = Notified()
            var notices: [AlertNotice] = []
            for item in news {
                let alert = item.alert
                // What another notice of the run says of the same is enough.
                if !news.contains(where: { $0.saysAll(of: item) }) {
                    var notice = try writer.notice(alert, item.kind)
                    if let new = item.newNames { notice.reason = "New: \(new). " + notice.reason }
                    notices.append(notice)
                    notified.alerts.append(
                        Notified.Alert(id: alert.id, kind: item.kind, level: notice.level)
                    )
                }
                try note(alert, store)
            }
            // What began first comes first, though it was known later.
            notices.sort { ($0.first, $1.level) < ($1.first, $0.level) }
            for notice in notices { try enqueue(notice, store) }
            return notified
        }
    }

    /// Notes which alerts add nothing to others, and notifies nobody.
    package func markCovered() throws {
        try index.evaluate { store in
            let pending = try store.pendingAlerts()
            let open = try openAlerts(around: pending, store)
            let coverage = try coverage(among: open, around: pending, store)
            for var alert in try candidates(pending, open, coverage, store) {
                let covering = alert.notified == nil ? coverage.coveredBy[alert.id] : nil
                guard covering != alert.coveredBy else { continue }
                alert.coveredBy = covering
                try store.save(alert)
            }
        }
    }

    /// An alert of which people are to be notified, and what has happened to it.
    private struct News {
        let alert: AlertRecord
        let kind: AlertNotice.Kind
        /// Whom and what it has that it had not at the last notice; empty unless it is that alone
        /// by which it has grown.
        let new: Set<String>

        init(_ alert: AlertRecord, _ kind: AlertNotice.Kind) {
            self.alert = alert
            self.kind = kind
            let hasRisen = alert.notified.map { Severity($0.level) < Severity(alert.level) } ?? true
            new = kind == .grew && !hasRisen ? NotificationPolicy.newcomers(alert) : []
        }

        /// The names of what is new; nil where that is not what people are notified of.
        var newNames: String? {
            guard !new.isEmpty else { return nil }
            let names = [AlertEntity.principal, .secret].flatMap { kind in
                kind.names(in: new.sorted()).map { name in
                    "\(kind == .secret ? "secret " : "")"
                        + (kind == .secret ? name : String(name.split(separator: "/").last ?? ""))
                }
            }
            return AlertFields.list(names)
        }

        /// Whether this says all that is new about another alert, which has only grown.
        func saysAll(of other: News) -> Bool {
            guard alert.id != other.alert.id, !other.new.isEmpty else { return false }
            let (level, others) = (Severity(alert.level), Severity(other.alert.level))
            guard kind == .opened || kind == .grew, level >= others else { return false }
            let said = kind == .opened ? Set(alert.entities) : new
            guard other.new.isSubset(of: said) else { return false }
            // Of two that say the same about each other, one is left.
            return level > others || kind == .opened || said != other.new
                || alert.id < other.alert.id
        }
    }

    /// Whether people were notified of another alert under the same key that is not over: channels
    /// keep one thing open for both.
    private func goesOn(_ alert: AlertRecord, _ store: AlertStore) throws -> Bool {
        try store.alerts(key: alert.key, overlapping: .min ... .max).contains {
            $0.id != alert.id && $0.notified != nil && $0.state != .closed
        }
    }

    /// The alerts around those that have changed.
    private func openAlerts(
        around pending: [AlertRecord],
        _ store: AlertStore
    ) throws -> [AlertRecord] {
        guard let first = pending.map(\.first).min(), let last = pending.map(\.last).max() else {
            return []
        }
        return try store.openAlerts(overlapping: first...last)
    }

    /// What is covered among the alerts around those that have changed.
    private func coverage(
        among open: [AlertRecord],
        around pending: [AlertRecord],
        _ store: AlertStore
    ) throws -> Coverage {
        guard let first = pending.map(\.first).min(), let last = pending.map(\.last).max() else {
            return Coverage([])
        }
        let absences = try rules.program.absences(store)
        func item(_ alert: AlertRecord) throws -> Coverage.Item {
            Coverage.Item(
                alert: alert,
                events: try store.evidenceCalls(alert.id),
                namesCallers: try !store.hasUnnamedCaller(alert.id),
                standsAlone: absences.contains(alert.rule)
            )
        }
        var items =
            try open
            .filter { $0.notified != nil || policy.kind($0, renotify: nil) == .opened }
            .map(item)
        // Their events may be earlier or later, and covered by an earlier notice of those.
        let times = try items.filter { $0.alert.notified == nil }
            .flatMap { try store.evidenceKeys($0.alert.id).map(\.time) }
        let known = Set(items.map(\.alert.id))
        let around = min(first, times.min() ?? first)...max(last, times.max() ?? last)
        if around != first...last {
            items += try store.openAlerts(overlapping: around)
                .filter { $0.notified != nil && !known.contains($0.id) }
                .map(item)
        }
        return Coverage(items)
    }

    /// The alerts that have changed, and those that were covered and are no longer, by first hit;
    /// those that cover others behind them, so that they know of them.
    private func candidates(
        _ pending: [AlertRecord],
        _ open: [AlertRecord],
        _ coverage: Coverage,
        _ store: AlertStore
    ) throws -> [AlertRecord] {
        let numbers = Set(pending.map(\.id))
        let uncovered = try open.filter {
            $0.coveredBy != nil && coverage.coveredBy[$0.id] == nil && !numbers.contains($0.id)
                && $0.state != .closed
        }.compactMap { try store.alert($0.id) }
        let all = (pending + uncovered).sorted { ($0.first, $0.id) < ($1.first, $1.id) }
        return all.filter { coverage.coveredBy[$0.id] != nil }
            + all.filter { coverage.coveredBy[$0.id] == nil }
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
