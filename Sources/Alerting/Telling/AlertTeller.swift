import AuditIndex
import Detection
import Ingestion

/// Puts what people are to be told into the outbox.
///
/// For example:
///
/// ```swift
/// let teller = AlertTeller(index: index, rules: rules, policy: policy, channels: settings.channels)
/// let told = try teller.tell()
/// ```
///
/// A message and the note that its alert was told commit together, so that each is told once,
/// whenever a run is killed. The outbox sends it until it has arrived.
public struct AlertTeller {
    /// What was put into the outbox.
    public struct Told: Sendable, Hashable {
        /// An alert that people are told of.
        public struct Alert: Sendable, Hashable {
            /// Its number.
            public var id: Int64
            /// What has happened to it.
            public var kind: AlertNotice.Kind
            /// How serious it is.
            public var level: RuleLevel
        }

        /// The alerts, by first hit.
        public var alerts: [Alert] = []
    }

    private let index: AuditDatabase
    private let rules: EventRules
    private let policy: TellingPolicy
    private let channels: [DeliverySettings.Entry]

    /// Makes a teller.
    ///
    /// - parameters:
    ///   - index: The index, opened for writing.
    ///   - rules: The rules, which say what is to be done.
    ///   - policy: What is told.
    ///   - channels: Where it is told; of none, alerts count as told all the same.
    public init(
        index: AuditDatabase,
        rules: EventRules,
        policy: TellingPolicy,
        channels: [DeliverySettings.Entry]
    ) {
        self.index = index
        self.rules = rules
        self.policy = policy
        self.channels = channels
    }

    /// Puts messages about all that has changed into the outbox, in one transaction.
    public func tell() throws -> Told {
        try index.judge { store in
            let headers = try rules.program.headers(store)
            let writer = NoticeWriter(store: store, headers: headers)
            var told = Told()
            for alert in try store.pendingAlerts() {
                let renotify = headers[alert.rule]?.alert.renotify
                if let kind = policy.kind(alert, renotify: renotify) {
                    let notice = try writer.notice(alert, kind)
                    try enqueue(notice, store)
                    told.alerts.append(
                        Told.Alert(id: alert.id, kind: kind, level: notice.level)
                    )
                    try note(alert, store)
                } else {
                    try store.settle(alert: alert.id)
                }
            }
            return told
        }
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
        alert.told = AlertRecord.Told(
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
