import GRDB
import SecurityArchitecture

@testable import AuditIndex

extension AuditDatabase {
    /// The rows that a statement gives, each value as SQL writes it.
    func rows(_ sql: String) throws -> [[String]] {
        try read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map(\.description)
            }
        }
    }

    /// The one number that a statement gives.
    func number(_ sql: String) throws -> Int {
        try read { db in try Int.fetchOne(db, sql: sql) ?? 0 }
    }

    /// The events, without the place at which each was found.
    func eventTexts() throws -> [[String]] {
        let kinds = TextKind.allCases.filter { $0 != .action }.map { "\($0.table).text" }
        let joins = TextKind.allCases.map {
            "LEFT JOIN \($0.table) ON \($0.table).id = event.\($0.table)"
        }
        return try rows(
            """
            SELECT time, quote(event.id), content, flags, action.source, action.name,
              principal.kind, principal.role, \(kinds.joined(separator: ", "))
            FROM event \(joins.joined(separator: " ")) ORDER BY time, event.id, content
            """
        )
    }

    /// The daily counts, with texts for numbers; in hexadecimal, as a text may hold a zero byte.
    func activityTexts() throws -> [[String]] {
        try rows(
            """
            SELECT day, hex(principal.text), hex(action.source), hex(action.name),
              hex(error.text), count, hours
            FROM activity LEFT JOIN principal ON principal.id = activity.principal
              LEFT JOIN action ON action.id = activity.action
              LEFT JOIN error ON error.id = activity.error
            """
        ).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The daily counts of all else, with texts for numbers.
    func seenTexts() throws -> [[String]] {
        let parts = TextKind.allCases.filter { !$0.isInActivity }.map { kind in
            """
            SELECT day, '\(kind.table)', hex(text), count, hours
            FROM seen JOIN \(kind.table) AS t ON t.id = seen.id WHERE kind = \(kind.rawValue)
            """
        }
        return try rows(parts.joined(separator: " UNION ALL "))
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Makes the index one of the second version, which knew no sessions.
    func takeBackSessions() throws {
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    DROP VIEW role_sessions; DROP TABLE role_session;
                    DELETE FROM grdb_migrations WHERE identifier = '3 sessions';
                    """
            )
        }
    }

    /// Makes the index one of the sixth version, whose accesses to secrets had texts in each row.
    func takeBackSecretRows() throws {
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    DROP VIEW secret_accesses;
                    ALTER TABLE secret_access RENAME TO later;
                    CREATE TABLE secret_access (
                      secret INTEGER NOT NULL,
                      time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
                      operation TEXT NOT NULL, is_batch INTEGER NOT NULL,
                      action INTEGER NOT NULL, principal INTEGER NOT NULL,
                      session INTEGER NOT NULL, access_key INTEGER NOT NULL,
                      address INTEGER NOT NULL, error INTEGER NOT NULL,
                      flags INTEGER NOT NULL, version TEXT, stage TEXT,
                      PRIMARY KEY (secret, time, id, content, operation)
                    ) WITHOUT ROWID;
                    INSERT INTO secret_access SELECT
                      secret, time, (
                        SELECT id FROM event
                        WHERE event.time = later.time AND event.content = later.content
                      ), content, \(SecretOperation.nameSQL(of: "operation")),
                      flags >> 11 & 1, action, principal, session, access_key, address, error,
                      flags & ~2048, secret_version.version, secret_version.stage
                    FROM later LEFT JOIN secret_version ON secret_version.id = later.version;
                    DROP TABLE later;
                    DROP TABLE secret_version;
                    CREATE VIEW secret_accesses AS SELECT * FROM secret_access;
                    DELETE FROM grdb_migrations WHERE identifier = '7 secret rows';
                    """
            )
        }
    }

    /// Everything that a run over the same files must leave as it is.
    func allTables() throws -> [String: [[String]]] {
        let names = try rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0] }
        var tables: [String: [[String]]] = [:]
        for name in names {
            let table = name.replacing("\"", with: "")
            tables[table] = try rows("SELECT * FROM \(table)")
        }
        return tables
    }
}
