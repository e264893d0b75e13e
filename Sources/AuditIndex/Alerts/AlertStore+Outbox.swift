import GRDB

extension AlertStore {
    /// Puts a message into the outbox.
    public func enqueue(_ entry: OutboxEntry) throws {
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

    /// The messages that are to be sent by now, the oldest first.
    public func dueMessages(now: Int64) throws -> [OutboxEntry] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM delivery WHERE state = 'waiting' AND next_attempt <= ? ORDER BY id
                """,
            arguments: [now]
        ).map(OutboxEntry.init)
    }

    /// The messages of an alert, the oldest first.
    public func messages(alert: Int64) throws -> [OutboxEntry] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM delivery WHERE alert = ? ORDER BY id",
            arguments: [alert]
        ).map(OutboxEntry.init)
    }

    /// How many messages wait, and how many were given up.
    public func outboxCounts() throws -> (waiting: Int, failed: Int) {
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
    public func thread(key: String, channel: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT thread FROM delivery WHERE key = ? AND channel = ? AND thread IS NOT NULL
                ORDER BY id LIMIT 1
                """,
            arguments: [key, channel]
        )
    }

    /// Enters what came of sending a message.
    ///
    /// - parameter entry: The message, with its new state.
    /// - parameter now: The time, in seconds since 1970.
    public func settle(_ entry: OutboxEntry, now: Int64) throws {
        try db.execute(
            sql: """
                UPDATE delivery SET state = ?, attempts = ?, next_attempt = ?, thread = ?,
                  reason = ?, ended = ? WHERE id = ?
                """,
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
