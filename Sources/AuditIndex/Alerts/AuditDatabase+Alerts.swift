import GRDB

/// Which alerts are wanted.
public struct AlertFilter: Sendable {
    /// Those with hits at or after this time, in seconds since 1970.
    public var since: Int64?
    /// Those with hits before this time.
    public var until: Int64?
    /// Those in one of these states; nil for all.
    public var states: Set<AlertState>?
    /// Whether those of rules that are being tried are wanted, too.
    public var includesStaged = false

    /// Makes a filter that lets all alerts pass which people are told of.
    public init() {}
}

/// An alert with the rule that raised it.
public struct AlertListing: Sendable {
    /// The alert.
    public var alert: AlertRecord
    /// The title of the rule.
    public var ruleTitle: String
    /// The id that its author gave it.
    public var ruleID: String?
    /// The hash of its content.
    public var ruleHash: String
}

extension AuditDatabase {
    /// The alerts that pass a filter, by first hit.
    public func alerts(_ filter: AlertFilter) throws -> [AlertListing] {
        try read { db in
            var conditions: [String] = []
            var arguments: StatementArguments = []
            if let since = filter.since {
                conditions.append("alert.last >= ?")
                arguments += [since]
            }
            if let until = filter.until {
                conditions.append("alert.first < ?")
                arguments += [until]
            }
            if let states = filter.states {
                let names = states.map { "'\($0.rawValue)'" }.sorted()
                conditions.append("alert.state IN (\(names.joined(separator: ", ")))")
            }
            if !filter.includesStaged { conditions.append("NOT alert.staged") }
            let condition = conditions.isEmpty ? "1" : conditions.joined(separator: " AND ")
            return try Row.fetchAll(
                db,
                sql: Self.listing + " WHERE \(condition) ORDER BY alert.first, alert.id",
                arguments: arguments
            ).map(AlertListing.init)
        }
    }

    /// The alerts that somebody may mean by a number or the beginning of a key.
    public func alerts(named name: String) throws -> [AlertListing] {
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
                    + " WHERE substr(alert.key, 1, ?) = ? ORDER BY alert.first, alert.id",
                arguments: [name.unicodeScalars.count, name.lowercased()]
            ).map(AlertListing.init)
        }
    }

    /// Calls `body` with what alerts were judged from, for reading.
    public func readAlerts<R>(_ body: (AlertStore) throws -> R) throws -> R {
        try read { db in try body(AlertStore(db: db)) }
    }

    private static let listing = """
        SELECT \(AlertRecord.columns), rule.title AS rule_title, rule.rule_id, rule.hash AS rule_hash
        FROM alert JOIN rule ON rule.id = alert.rule
        """
}

extension AlertListing {
    fileprivate init(_ row: Row) {
        self.init(
            alert: AlertRecord(row),
            ruleTitle: row["rule_title"],
            ruleID: row["rule_id"],
            ruleHash: row["rule_hash"]
        )
    }
}
