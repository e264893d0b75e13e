import Foundation
import GRDB

/// Keeps `rule`, `match` and `judgement`.
struct MatchWriter {
    private let db: Database
    private let add: HotStatement
    /// The index's numbers of the judgement's rules.
    private var rules: [Int64] = []
    /// The judgement's number; 0 without one.
    private(set) var judgement: Int64 = 0

    init(_ db: Database) throws {
        self.db = db
        add = try HotStatement(
            db,
            sql: "INSERT OR IGNORE INTO match (rule, time, id, content) VALUES (?1, ?2, ?3, ?4)"
        )
    }

    /// Enters a judgement and its rules.
    mutating func begin(_ judgement: Judgement) throws {
        rules = try judgement.rules.map(number)
        self.judgement =
            try Int64.fetchOne(
                db,
                sql: """
                    INSERT INTO judgement (rules, architecture, paths, last_used)
                    VALUES (?, ?, ?, unixepoch())
                    ON CONFLICT DO UPDATE SET paths = excluded.paths, last_used = unixepoch()
                    RETURNING id
                    """,
                arguments: [
                    judgement.ruleSet, judgement.architecture, try Self.json(judgement.paths),
                ]
            ) ?? 0
    }

    /// The number of a rule, whose title and place may have changed since it was entered.
    private func number(_ rule: JudgedRule) throws -> Int64 {
        let id = try Int64.fetchOne(
            db,
            sql: """
                INSERT INTO rule (hash, rule_id, title, level, status, file, raises_alerts)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET file = excluded.file,
                  raises_alerts = excluded.raises_alerts
                RETURNING id
                """,
            arguments: [
                rule.hash, rule.ruleID, rule.title, rule.level, rule.status, rule.file,
                rule.raisesAlerts,
            ]
        )
        guard let id else { throw DatabaseError(message: "a rule has no number") }
        return id
    }

    private static func json(_ texts: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    }

    /// Writes the hits of a batch.
    func write(_ batch: IndexBatch) throws {
        for hit in batch.ruleHits {
            let row = batch.rows[Int(hit.row)]
            add.bind(rules[Int(hit.rule)], at: 1)
            add.bind(row.time, at: 2)
            add.bind(id: row, batch, at: 3)
            add.bind(row.content, at: 4)
            _ = try add.run()
        }
    }
}
