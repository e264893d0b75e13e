import Basics
import GRDB

/// Which alerts are wanted.
package struct AlertFilter: Sendable {
    /// Those with hits at or after this time, in seconds since 1970.
    package var since: Int64?
    /// Those with hits before this time.
    package var until: Int64?
    /// Those in one of these states; nil for all.
    package var states: Set<AlertState>?
    /// Whether those of experimental rules are wanted, too.
    package var includesStaged = false

    package init() {}
}

extension AlertFilter {
    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let since {
            conditions.append("alert.last >= ?")
            arguments += [since]
        }
        if let until {
            conditions.append("alert.began < ?")
            arguments += [until]
        }
        if let states {
            let names = states.map { "'\($0.rawValue)'" }.sorted()
            conditions.append("alert.state IN (\(names.joined(separator: ", ")))")
        }
        if !includesStaged { conditions.append("NOT alert.staged") }
        return (conditions.isEmpty ? "1" : conditions.joined(separator: " AND "), arguments)
    }
}

/// An alert with the rule that raised it.
package struct AlertListing: Sendable {
    /// The alert.
    package var alert: AlertRecord
    /// The title of the rule.
    package var ruleTitle: String
    /// The id that its author gave it.
    package var ruleID: String?
    /// The hash of its content.
    package var ruleHash: String
    /// The techniques of ATT&CK that it is tagged with.
    package var techniques: [AttackTechnique]
}

extension AuditDatabase {
    /// The alerts that pass a filter, by first event.
    package func alerts(_ filter: AlertFilter) throws -> [AlertListing] {
        try read { db in
            let condition = filter.condition
            return try Row.fetchAll(
                db,
                sql: Self.listing + " WHERE \(condition.sql) ORDER BY alert.began, alert.id",
                arguments: condition.arguments
            ).map(AlertListing.init)
        }
    }

    /// Calls `body` with the little that a summary says of the alerts that pass a filter, by first
    /// event.
    package func forEachHeadline(
        _ filter: AlertFilter,
        _ body: (AlertHeadline) throws -> Void
    ) throws {
        try read { db in
            let condition = filter.condition
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, level, title, entities, began, last, covered_by FROM alert
                    WHERE \(condition.sql) ORDER BY alert.began, alert.id
                    """,
                arguments: condition.arguments
            )
            while let row = try rows.next() { try body(AlertHeadline(row)) }
        }
    }

    /// The alerts that somebody may mean by a number or the beginning of a key.
    package func alerts(named name: String) throws -> [AlertListing] {
        try read { db in
            if let id = Int64(name) {
                let rows = try Row.fetchAll(
                    db,
                    sql: Self.listing + " WHERE alert.id = ?",
                    arguments: [id]
                )
                if !rows.isEmpty { return rows.map(AlertListing.init) }
            }
            guard name.count >= 4 else { return [] }
            return try Row.fetchAll(
                db,
                sql: Self.listing
                    + " WHERE substr(alert.key, 1, ?) = ? ORDER BY alert.began, alert.id",
                arguments: [name.unicodeScalars.count, name.lowercased()]
            ).map(AlertListing.init)
        }
    }

    /// Calls `body` with the alerts and what they were evaluated from, for reading.
    package func readAlerts<R>(_ body: (AlertStore) throws -> R) throws -> R {
        try read { db in try body(AlertStore(db: db)) }
    }

    private static let listing = """
        SELECT \(AlertRecord.columns), rule.title AS rule_title, rule.rule_id, rule.hash AS rule_hash,
          rule.techniques
        FROM alert JOIN rule ON rule.id = alert.rule
        """
}

extension AlertListing {
    fileprivate init(_ row: Row) {
        self.init(
            alert: AlertRecord(row),
            ruleTitle: row["rule_title"],
            ruleID: row["rule_id"],
            ruleHash: row["rule_hash"],
            techniques: AttackTechnique.list(row["techniques"])
        )
    }
}

extension AttackTechnique {
    /// The techniques of a rule as the index keeps them.
    static func list(_ text: String) -> [AttackTechnique] {
        text.split(separator: " ").map { AttackTechnique(id: String($0)) }
    }
}

extension AuditDatabase {
    /// How old the last event may be in an index that is kept up to date.
    private static let week: Int64 = 7 * 86_400

    /// The time as of which absences are evaluated.
    ///
    /// That nothing happened after the end of an old dump says nothing.
    ///
    /// - parameter now: The time, in seconds since 1970.
    /// - returns: `now`, or where the last event is more than a week old, its time.
    package func presentTime(_ now: Int64) throws -> Int64 {
        try read { db in
            // A record that claims to be of the future says nothing about the present.
            let last = try Int64.fetchOne(
                db,
                sql: "SELECT max(time) FROM event WHERE time <= ?",
                arguments: [Self.endOfPresent(now)]
            )
            guard let last else { return now }
            return now - last <= Self.week ? now : last
        }
    }
}

extension AuditDatabase {
    /// The hashes of the rules that last evaluated the index's events; empty where none ever did.
    ///
    /// - complexity: O(1)
    package func evaluatedRuleHashes() throws -> Set<String> {
        try read { db in
            let rules = try String.fetchOne(
                db,
                sql: "SELECT rules FROM rule_set ORDER BY last_used DESC, id DESC LIMIT 1"
            )
            return Set((rules ?? "").split(separator: " ").map(String.init))
        }
    }
}
