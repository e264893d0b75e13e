import GRDB

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
              principal.type, principal.role, principal.person, \(kinds.joined(separator: ", "))
            FROM event \(joins.joined(separator: " ")) ORDER BY time, event.id, content
            """
        )
    }

    /// All that tells one principal from another.
    static let principalSQL = TextKind.principal.columns.map { "principal.\($0)" }
        .joined(separator: " || ' ' || ")

    /// The daily counts, with texts for numbers; in hexadecimal, as a text may hold a zero byte.
    func activityTexts() throws -> [[String]] {
        try rows(
            """
            SELECT day, hex(\(Self.principalSQL)), hex(action.source), hex(action.name),
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
            SELECT day, '\(kind.table)', \(kind.text(of: "t")), count, hours
            FROM seen JOIN \(kind.table) AS t ON t.id = seen.id WHERE kind = \(kind.rawValue)
            """
        }
        return try rows(parts.joined(separator: " UNION ALL "))
            .sorted { $0.lexicographicallyPrecedes($1) }
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

extension TextKind {
    /// All that tells a text of a dictionary from the others, in SQL.
    func text(of table: String) -> String {
        self == .resource ? "hex(\(table).text || \(table).others)" : "hex(\(table).text)"
    }
}
