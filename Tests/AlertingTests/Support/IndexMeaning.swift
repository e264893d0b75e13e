import Foundation
import GRDB

@testable import AuditIndex

/// What an index says, table by table: the numbers that it gives texts, files and subjects are
/// resolved, and the times of the clock left out.
///
/// A column that is not named here is compared as it is, so that a table or column that comes later
/// is compared, too.
///
/// One thing does depend on the order, and is left out: an event that several files have belongs to
/// the one that was read first.
struct IndexMeaning: Equatable {
    private(set) var tables: [String: [String]] = [:]

    init(_ index: AuditDatabase) throws {
        tables = try index.read { db in
            let names = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"
            )
            var tables: [String: [String]] = [:]
            for name in names where !Self.isInternal(name) {
                let sql = try Self.ownStatements[name] ?? Self.statement(name, db)
                tables[name] = try Row.fetchAll(db, sql: sql).map { row in
                    row.map { "\($0): \($1)" }.joined(separator: ", ")
                }
            }
            tables["observation_segment"] = try Self.observations(db)
            return tables.mapValues { $0.sorted() }
        }
    }

    /// What differs, a few rows of each table.
    func difference(from other: IndexMeaning) -> String {
        Set(tables.keys).union(other.tables.keys).sorted().compactMap { table in
            let (own, others) = (tables[table] ?? [], other.tables[table] ?? [])
            guard own != others else { return nil }
            let added = Set(own).subtracting(others).sorted().prefix(3)
            let missing = Set(others).subtracting(own).sorted().prefix(3)
            let parts = (added.map { "+ \($0)" } + missing.map { "- \($0)" }).map { $0.prefix(600) }
            return "\(table): \(own.count) and \(others.count) rows\n"
                + parts.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func isInternal(_ table: String) -> Bool {
        table.hasPrefix("sqlite_") || table == "grdb_migrations"
    }

    /// What is selected of tables in which an event's file is more than a column.
    private static let ownStatements = [
        "source": """
        SELECT CAST(name AS TEXT) AS name, folder.path, size, state, kind, records, rejected,
          inflated_bytes, damage, rule_set.rules || rule_set.architecture AS rules,
          sum(indexed) OVER () AS indexed, sum(duplicates) OVER () AS duplicates
        FROM source JOIN folder ON folder.id = source.folder
          LEFT JOIN rule_set ON rule_set.id = source.rule_set
        """,
        "rule_hour": """
        SELECT \(rule("rule")) AS rule, \(subject("rule_hour.subject")) AS subject, expected, hour,
          sum(count),
          min(first_time || typeof(first_id) || quote(first_id)) AS first,
          max(last_time || typeof(last_id) || quote(last_id)) AS last
        FROM rule_hour GROUP BY rule, rule_hour.subject, expected, hour
        """,
    ]

    /// Selects the columns of a table in the order of their names.
    private static func statement(_ table: String, _ db: Database) throws -> String {
        let columns = try db.columns(in: table).map(\.name).sorted().compactMap { column in
            expression(table, column).map { "\($0) AS \"\(column)\"" }
        }
        return "SELECT \(columns.joined(separator: ", ")) FROM \(table)"
    }

    /// What to select for a column; nil where it means nothing.
    private static func expression(_ table: String, _ column: String) -> String? {
        let name = "\(table).\(column)"
        switch (table, column) {
        case (_, "last_used"), (_, "read_at"), ("observation_segment", "data"),
            ("event", "source"), ("event", "offset"), ("event", "length"):
            return nil
        case (_, "alert"), (_, "covered_by"):
            return "(SELECT key || ' ' || first FROM alert AS t WHERE t.id = \(name))"
        case ("directory_user", "id"), ("alert", "id"): return name
        case ("event", "id"), ("role_session", "id"), ("group_change", "id"), ("match", "id"),
            ("alert_event", "id"):
            return "quote(\(name))"
        case ("seen", "id"):
            let cases = TextKind.allCases.map {
                "WHEN \($0.rawValue) THEN \(text($0, name))"
            }
            return "CASE seen.kind \(cases.joined(separator: " ")) END"
        case (_, "id"): return nil
        case ("secret_access", "secret"): return secret(name)
        case ("secret_access", "version"):
            return "(SELECT quote(version) || quote(stage) FROM secret_version WHERE id = \(name))"
        case ("role_session", "role"): return text(.resource, name)
        case (_, "rule"), (_, "fired_rule"): return rule(name)
        case (_, "subject"), (_, "fired_subject"): return subject(name)
        case (_, "source") where table != "action":
            return "(SELECT name FROM source WHERE source.id = \(name))"
        case (_, "caller"): return text(.principal, name)
        case (_, "caller_session"): return text(.session, name)
        case (_, "caller_key"): return text(.accessKey, name)
        default:
            guard let kind = TextKind.allCases.first(where: { $0.table == column }) else {
                return name
            }
            return text(kind, name)
        }
    }

    /// A text of a dictionary, in hexadecimal, as it may hold a zero byte.
    private static func text(_ kind: TextKind, _ number: String) -> String {
        let columns = kind.columns.map { "hex(\($0))" }.joined(separator: " || ' ' || ")
        return "(SELECT \(columns) FROM \(kind.table) AS t WHERE t.id = \(number))"
    }

    private static func rule(_ number: String) -> String {
        "(SELECT hash FROM rule WHERE rule.id = \(number))"
    }

    private static func subject(_ number: String) -> String {
        "(SELECT key FROM subject WHERE subject.id = \(number))"
    }

    private static func secret(_ number: String) -> String {
        """
        (SELECT store || ' ' || account || ' ' || region || ' ' || name FROM secret
        WHERE secret.id = \(number))
        """
    }

    /// What correlations observed, an entry each: how entries are cut into segments means nothing.
    private static func observations(_ db: Database) throws -> [String] {
        var observations: [String] = []
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT \(rule("rule")), day, data FROM observation_segment"
        )
        let subjects = try Row.fetchAll(db, sql: "SELECT id, key FROM subject")
            .reduce(into: [Int64: String]()) { $0[$1[0]] = $1[1] }
        for row in rows {
            let (rule, day, data): (String, Int64, [UInt8]) = (
                row[0], row[1], Array(row[2] as Data)
            )
            _ = ObservationSegment.decode(data, day: day) { entry in
                observations.append(
                    """
                    \(rule) \(subjects[entry.subject] ?? "?") \(entry.event) \(entry.content) \
                    \(entry.place) \(subjects[entry.value] ?? "-")
                    """
                )
            }
        }
        return observations
    }
}
