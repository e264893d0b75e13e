import CloudTrail
import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// Whose use is asked for.
    public enum UseQuery: Sendable {
        /// What was done with a key.
        case key(String)
        /// What was done in the session with an ARN, with all its keys and by services for it.
        case session(String)
        /// What was done in sessions of some principals.
        case principals([IndexedPrincipal])
    }

    /// What was done in sessions and with keys, by the time of the first call.
    ///
    /// - complexity: O(n) in the rows found, and O(log n) in all others; for principals, O(n) in
    ///   all rows, of which there is one for each key, call, outcome and address.
    public func sessionUses(_ query: UseQuery) throws -> [SessionUse] {
        let (condition, arguments) = query.sql
        return try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT session.text, access_key.text, principal.text, principal.kind,
                      principal.role, action.source, action.name, activity.outcome, address.text,
                      activity.count, activity.first, activity.last
                    FROM session_activity AS activity
                      LEFT JOIN session ON session.id = activity.session
                      LEFT JOIN access_key ON access_key.id = activity.access_key
                      LEFT JOIN principal ON principal.id = activity.principal
                      LEFT JOIN action ON action.id = activity.action
                      LEFT JOIN address ON address.id = activity.address
                    WHERE \(condition) ORDER BY activity.first, action.source, action.name
                    """,
                arguments: arguments
            ).map(SessionUse.init)
        }
    }

    /// The principals that have sessions, for whoever has to choose among them.
    public func principals() throws -> [IndexedPrincipal] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT text, kind, role FROM principal ORDER BY text").map {
                IndexedPrincipal(text: $0[0], kind: $0[1], role: $0[2])
            }
        }
    }

    /// The ARNs of sessions that have a name, such as an instance's id, or are it.
    ///
    /// - complexity: O(n) in the sessions of the index.
    public func sessions(named name: String) throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT text FROM session
                    WHERE text = ?1 OR substr(text, -length(?1) - 1) = '/' || ?1 ORDER BY text
                    """,
                arguments: [name]
            )
        }
    }

    /// Whether the index has seen a key, in use or when it was issued.
    public func knows(accessKey key: String) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM access_key WHERE text = ?1)
                      OR EXISTS (SELECT 1 FROM role_session WHERE issued_key = ?1)
                    """,
                arguments: [key]
            ) ?? false
        }
    }
}

extension AuditDatabase.UseQuery {
    fileprivate var sql: (String, StatementArguments) {
        switch self {
        case .key(let key):
            (
                """
                activity.access_key = (SELECT id FROM access_key WHERE text = ?)
                AND activity.access_key <> 0
                """, [key]
            )
        case .session(let arn):
            ("activity.session = (SELECT id FROM session WHERE text = ?)", [arn])
        case .principals(let principals):
            (
                """
                activity.principal IN (SELECT id FROM principal WHERE text IN \
                (\(repeatElement("?", count: principals.count).joined(separator: ","))))
                """, StatementArguments(principals.map(\.text))
            )
        }
    }
}

extension SessionUse {
    fileprivate init(_ row: Row) {
        self.init(
            session: row[0],
            accessKey: row[1],
            principal: IndexedPrincipal(
                text: row[2] ?? "",
                kind: row[3] ?? "unknown",
                role: row[4]
            ),
            eventSource: row[5] ?? "",
            eventName: row[6] ?? "",
            outcome: SessionOutcome(rawValue: Int32(truncatingIfNeeded: row[7] as Int64)),
            address: row[8],
            count: row[9],
            first: EventTime(seconds: row[10]),
            last: EventTime(seconds: row[11])
        )
    }
}
