import GRDB

/// A message to send: a row of the outbox.
package struct OutboxEntry: Sendable, Hashable {
    /// The state of a message.
    package enum State: String, CaseIterable, Sendable, Hashable {
        /// It is to be sent.
        case waiting
        /// A channel has confirmed it.
        case delivered
        /// It was given up.
        case failed
    }

    /// Its number.
    package var id: Int64 = 0
    /// The alert that it is about; nil for a test.
    package var alert: Int64?
    /// What messages about one alert have in common.
    package var key: String
    /// What has happened to the alert.
    package var kind: String
    /// The channel.
    package var channel: String
    /// The message, as JSON.
    package var notice: String
    /// Whether it was sent.
    package var state = State.waiting
    /// How often it was sent.
    package var attempts = 0
    /// When it was written, in seconds since 1970.
    package var created: Int64
    /// When it is to be sent next.
    package var nextAttempt: Int64
    /// What later messages under the key can be put beneath.
    package var thread: String?
    /// Why it was not delivered.
    package var reason: String?

    package init(
        alert: Int64?,
        key: String,
        kind: String,
        channel: String,
        notice: String,
        created: Int64
    ) {
        self.alert = alert
        self.key = key
        self.kind = kind
        self.channel = channel
        self.notice = notice
        self.created = created
        nextAttempt = created
    }
}

extension AlertStore {
    /// Puts a message into the outbox.
    package func enqueue(_ entry: OutboxEntry) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO delivery (alert, key, kind, channel, notice, created, next_attempt)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                entry.alert, entry.key, entry.kind, entry.channel, entry.notice, entry.created,
                entry.nextAttempt,
            ]
        )
    }

    /// The messages that are to be sent by now, the oldest first: the number and channel of each.
    package func dueMessages(now: Int64) throws -> [(id: Int64, channel: String)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, channel FROM delivery
                WHERE state = 'waiting' AND next_attempt <= ? ORDER BY id
                """,
            arguments: [now]
        ).map { ($0[0], $0[1]) }
    }

    /// The alerts that a channel is to be notified of by now, in the order of the messages.
    package func dueAlerts(now: Int64, channel: String, kind: String) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT alert FROM delivery WHERE state = 'waiting' AND next_attempt <= ?
                  AND channel = ? AND kind = ? AND alert IS NOT NULL ORDER BY id
                """,
            arguments: [now, channel, kind]
        )
    }

    /// A message by its number.
    package func message(_ id: Int64) throws -> OutboxEntry? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM delivery WHERE id = ?"),
            arguments: [id]
        ).map(OutboxEntry.init)
    }

    /// The messages of an alert, the oldest first.
    package func messages(alert: Int64) throws -> [OutboxEntry] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM delivery WHERE alert = ? ORDER BY id",
            arguments: [alert]
        ).map(OutboxEntry.init)
    }

    /// How many messages wait, and how many were given up.
    package func outboxCounts() throws -> (waiting: Int, failed: Int) {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(state = 'waiting'), 0), coalesce(sum(state = 'failed'), 0)
                FROM delivery
                """
        )
        return (row?[0] ?? 0, row?[1] ?? 0)
    }

    /// What a message of a channel can be put beneath: the first of its key that arrived.
    package func thread(key: String, channel: String) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT thread FROM delivery WHERE key = ? AND channel = ? AND thread IS NOT NULL
                    ORDER BY id LIMIT 1
                    """
            ),
            arguments: [key, channel]
        )
    }

    /// Records the outcome of sending a message.
    ///
    /// - parameter entry: The message, with its new state.
    /// - parameter now: The time, in seconds since 1970.
    package func recordOutcome(of entry: OutboxEntry, now: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE delivery SET state = ?, attempts = ?, next_attempt = ?, thread = ?,
                  reason = ?, ended = ? WHERE id = ?
                """
        ).execute(
            arguments: [
                entry.state.rawValue, entry.attempts, entry.nextAttempt, entry.thread,
                entry.reason, entry.state == .waiting ? nil : now, entry.id,
            ]
        )
    }
}

extension OutboxEntry {
    fileprivate init(_ row: Row) {
        self.init(
            alert: row["alert"],
            key: row["key"],
            kind: row["kind"],
            channel: row["channel"],
            notice: row["notice"],
            created: row["created"]
        )
        id = row["id"]
        state = State(rawValue: row["state"]) ?? .waiting
        attempts = row["attempts"]
        nextAttempt = row["next_attempt"]
        thread = row["thread"]
        reason = row["reason"]
    }
}
