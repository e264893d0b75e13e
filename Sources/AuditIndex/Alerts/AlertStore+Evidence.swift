import GRDB
import SecurityArchitecture

extension AlertStore {
    /// The events that an alert has as evidence.
    package func evidenceKeys(_ alert: Int64) throws -> [EventKey] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT time, id, content FROM alert_event WHERE alert = ?"
            ),
            arguments: [alert]
        ).map { EventKey(time: $0[0], id: $0[1], content: $0[2]) }.sorted()
    }

    /// The times of the first and the last event of the evidence of an alert; nil where it has none.
    package func evidenceSpan(_ alert: Int64) throws -> ClosedRange<Int64>? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT min(time), max(time) FROM alert_event WHERE alert = ?"
            ),
            arguments: [alert]
        )
        guard let row, let first = row[0] as Int64?, let last = row[1] as Int64? else { return nil }
        return first...last
    }

    /// The calls that are the evidence of an alert; two records of one call are one.
    package func evidenceCalls(_ alert: Int64) throws -> Set<CallID> {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT time, id, content, shared_id FROM alert_event WHERE alert = ?"
            ),
            arguments: [alert]
        )
        return Set(
            rows.map { row in
                if let shared = row[3] as String? { return .shared(shared) }
                return .event(EventKey(time: row[0], id: row[1], content: row[2]))
            }
        )
    }

    /// Whether people were ever notified of an alert.
    package func hasNotified() throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM alert WHERE notified IS NOT NULL)"
        ) ?? false
    }

    /// Whether an alert is about a caller of whom only the unique id of a role or user is known, as
    /// of one in another account.
    package func hasUnnamedCaller(_ alert: Int64) throws -> Bool {
        let entities = try String.fetchOne(
            db.cachedStatement(sql: "SELECT entities FROM alert WHERE id = ?"),
            arguments: [alert]
        )
        // See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        return ["/AROA", "/AIDA"].contains { entities?.contains($0) == true }
    }

    /// The evidence of an alert, by time.
    package func evidence(_ alert: Int64) throws -> [AlertEvidence] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT time, id, content, raw, why_missing, shared_id FROM alert_event
                    WHERE alert = ?
                    """
            ),
            arguments: [alert]
        ).map { row in
            AlertEvidence(
                event: EventKey(time: row[0], id: row[1], content: row[2]),
                raw: row[3],
                whyMissing: row[4],
                sharedID: row[5]
            )
        }.sorted { $0.event < $1.event }
    }

    /// Adds evidence to an alert.
    package func add(_ evidence: AlertEvidence, to alert: Int64) throws {
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO alert_event VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(
            arguments: [
                alert, evidence.event.time, evidence.event.idValue, evidence.event.content,
                evidence.raw, evidence.whyMissing, evidence.sharedID,
            ]
        )
    }

    /// Removes evidence from an alert.
    package func remove(_ event: EventKey, from alert: Int64) throws {
        try db.cachedStatement(
            sql: "DELETE FROM alert_event WHERE alert = ? AND time = ? AND id = ? AND content = ?"
        ).execute(arguments: [alert, event.time, event.idValue, event.content])
    }

    /// The name of a user of Identity Center, as the last sign-in has it.
    package func directoryUser(_ id: String) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT name FROM directory_user WHERE id = ?"),
            arguments: [id]
        )
    }

    /// The events of the same second and call in other accounts.
    package func eventsAlike(_ key: EventKey) throws -> [IndexedEvent] {
        let texts = TextReader(db)
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(TextReader.columns) FROM event AS other
                WHERE time = ?1 AND EXISTS (
                  SELECT 1 FROM event WHERE event.time = ?1 AND event.id = ?2
                    AND event.action = other.action AND event.account <> other.account)
                ORDER BY id LIMIT 20
                """,
            arguments: [key.time, key.idValue]
        ).map { try texts.event($0) }
    }

    /// Who and what takes part in the matches of a subject between two times, see ``AlertEntity``.
    ///
    /// - parameter limit: How many at most.
    package func entities(_ subject: PendingSubject, limit: Int) throws -> [String] {
        let texts = TextReader(db)
        var entities: Set<String> = []
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT event.principal, event.address, \(Self.secret)
                    FROM match JOIN event ON event.time = match.time AND event.id = match.id
                      AND event.content = match.content
                    WHERE match.rule = ? AND match.subject = ? AND match.time BETWEEN ? AND ?
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        )
        while let row = try rows.next(), entities.count < limit {
            entities.formUnion(try Self.entities(row, texts))
        }
        return entities.sorted()
    }

    /// Who and what takes part in some events.
    package func entities(of keys: [EventKey]) throws -> [String] {
        let texts = TextReader(db)
        let statement = try db.cachedStatement(
            sql: """
                SELECT event.principal, event.address, \(Self.secret) FROM event
                WHERE time = ?1 AND id = ?2 AND (?3 = 0 OR content = ?3) LIMIT 1
                """
        )
        return try keys.flatMap { key in
            let row = try Row.fetchOne(
                statement,
                arguments: [key.time, key.idValue, key.content]
            )
            return try row.map { try Self.entities($0, texts) } ?? []
        }
    }

    /// The resource of an event, where it is a secret and the call succeeded; else 0.
    private static let secret = """
        CASE WHEN NOT event.flags & 1 AND event.action IN (
          SELECT id FROM action WHERE source = 'secretsmanager.amazonaws.com'
            OR source = 'ssm.amazonaws.com' AND name LIKE '%Parameter%')
        THEN event.resource ELSE 0 END
        """

    private static func entities(_ row: Row, _ texts: TextReader) throws -> [String] {
        var entities: [String] = []
        if let name = try texts.actor(row[0]) {
            entities.append(AlertEntity.principal.named(name))
        }
        if let text = try texts.text(.address, row[1]) {
            entities.append(AlertEntity.address.named(text))
        }
        if let text = try texts.text(.resource, row[2]) {
            // The place of a name alone is of no interest: an alert is about one.
            let place = SecretReference.Place(accountID: "", region: "")
            let name = SecretReference(secret: text, in: place).name
            entities.append(AlertEntity.secret.named(name))
        }
        return entities
    }
}

/// An event that shows what an alert is about.
package struct AlertEvidence: Sendable, Hashable {
    /// The event.
    package var event: EventKey
    /// The raw record, credentials blanked; nil where it could not be read.
    package var raw: String?
    /// Why it could not be read.
    package var whyMissing: String?
    /// What the records of the call have in common that two accounts have; nil where only one has.
    package var sharedID: String?

    package init(
        event: EventKey,
        raw: String?,
        whyMissing: String? = nil,
        sharedID: String? = nil
    ) {
        self.event = event
        self.raw = raw
        self.whyMissing = whyMissing
        self.sharedID = sharedID
    }
}

/// A call: the same in all records of it.
package enum CallID: Hashable, Sendable {
    /// Of a call that only one account has recorded.
    case event(EventKey)
    /// Of a call across accounts, each of which has recorded it.
    case shared(String)
}
