import Basics
import Foundation
import GRDB

/// What evaluates the events of a run: rules, and the architecture that their facts come from.
///
/// For example:
///
/// ```swift
/// let ruleSet = RuleSetFingerprint(
///     rules: rules, architecture: architecture.contentHash, paths: ["rules"])
/// try index.write { writer in try writer.begin(ruleSet) }
/// ```
package struct RuleSetFingerprint: Hashable, Sendable {
    /// The rules, in an order that a batch's ``RuleHit``s refer to.
    package var rules: [EvaluatedRule]
    /// The hash of the declared architecture.
    package var architecture: String
    /// Where the rules were loaded from, as the user named it.
    package var paths: [String]

    package init(rules: [EvaluatedRule], architecture: String, paths: [String]) {
        self.rules = rules
        self.architecture = architecture
        self.paths = paths
    }

    /// One text for all rules: the same for the same rules in any order.
    var ruleSet: String { rules.map(\.hash).sorted().joined(separator: " ") }
}

/// A rule as the index keeps it beside its matches.
package struct EvaluatedRule: Hashable, Sendable {
    /// The hash of what the rule matches: another one, another rule.
    package var hash: String
    /// The id that its author gave it.
    package var ruleID: String?
    /// The title.
    package var title: String
    /// The level, in Sigma's words.
    package var level: String?
    /// The status, in Sigma's words.
    package var status: String?
    /// The file that it was loaded from.
    package var file: String
    /// Whether a match raises an alert, and is not for correlations only.
    package var raisesAlerts: Bool
    /// The techniques of ATT&CK that it is tagged with.
    package var techniques: [AttackTechnique]
    /// What is kept of its events.
    package var record: Record

    /// What the index keeps of the events of a rule or correlation.
    package enum Record: Hashable, Sendable {
        /// The matches themselves.
        case matches
        /// Each event, as a correlation observes it.
        case observations
        /// The clock hours, for a correlation that looks back over a long time.
        case hours
    }

    package init(
        hash: String,
        ruleID: String?,
        title: String,
        level: String?,
        status: String?,
        file: String,
        raisesAlerts: Bool,
        techniques: [AttackTechnique] = [],
        record: Record = .matches
    ) {
        self.hash = hash
        self.ruleID = ruleID
        self.title = title
        self.level = level
        self.status = status
        self.file = file
        self.raisesAlerts = raisesAlerts
        self.techniques = techniques
        self.record = record
    }
}

/// Which rules have evaluated the files of an index.
package struct EvaluationStatus: Sendable {
    /// The rules of the latest rule set, by title.
    package var rules: [EvaluatedRule]
    /// The hash of its architecture.
    package var architecture: String
    /// Where its rules were loaded from.
    package var paths: [String]
    /// The files that it evaluated.
    package var files: Int
    /// The files that another evaluated, or that were read without rules.
    package var otherFiles: Int
    /// How many matches the index has, those of other rules included.
    package var matches: Int
}

/// A file that other rules evaluated than should have.
package struct StaleSource: Sendable {
    /// The file's number in the ledger.
    package var number: Int64
    /// Its path.
    package var path: LogPath
}

extension AuditDatabase {
    /// The rule set that was used last; nil where there was none.
    ///
    /// - complexity: O(n) in the files and matches of the index.
    package func evaluationStatus() throws -> EvaluationStatus? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: "SELECT * FROM rule_set ORDER BY last_used DESC, id DESC LIMIT 1"
                )
            else { return nil }
            let hashes = (row["rules"] as String).split(separator: " ").map(String.init)
            let rules = try hashes.compactMap { hash in
                try Row.fetchOne(db, sql: "SELECT * FROM rule WHERE hash = ?", arguments: [hash])
            }.map(EvaluatedRule.init).sorted { ($0.title, $0.hash) < ($1.title, $1.hash) }
            let id: Int64 = row["id"]
            let counts = try Row.fetchOne(
                db,
                sql: """
                    SELECT coalesce(sum(rule_set = ? AND state <> 'reading'), 0),
                      coalesce(sum(rule_set <> ? OR state = 'reading'), 0)
                    FROM source WHERE state IN ('reading', 'read', 'damaged')
                    """,
                arguments: [id, id]
            )
            let paths = try? JSONDecoder().decode(
                [String].self,
                from: Data((row["paths"] as String).utf8)
            )
            return EvaluationStatus(
                rules: rules,
                architecture: row["architecture"],
                paths: paths ?? [],
                files: counts?[0] ?? 0,
                otherFiles: counts?[1] ?? 0,
                matches: try Int.fetchOne(db, sql: "SELECT count(*) FROM match") ?? 0
            )
        }
    }

    /// The files that another rule set evaluated, and those that were not read to their end: an
    /// evaluation that was interrupted has forgotten their matches.
    ///
    /// - parameters:
    ///   - fingerprint: The rule set.
    ///   - neverEvaluated: Whether only those are meant that were read without any rules, or not
    ///     to their end.
    package func staleSources(
        _ fingerprint: RuleSetFingerprint,
        neverEvaluated: Bool = false
    ) throws -> [StaleSource] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT folder.path, source.name, source.id
                    FROM source JOIN folder ON folder.id = source.folder WHERE \(Self.isStale)
                    """,
                arguments: [fingerprint.ruleSet, fingerprint.architecture, neverEvaluated]
            )
            var sources: [StaleSource] = []
            while let row = try rows.next() {
                sources.append(StaleSource(number: row[2], path: Self.path(row)))
            }
            return sources
        }
    }

    /// How many files ``staleSources(_:neverEvaluated:)`` has, and the number of the rule set.
    ///
    /// - complexity: O(n) in the files of the index.
    package func staleFiles(_ fingerprint: RuleSetFingerprint) throws -> (count: Int, set: Int64) {
        try read { db in
            let count = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM source WHERE \(Self.isStale)",
                arguments: [fingerprint.ruleSet, fingerprint.architecture, false]
            )
            let set = try Int64.fetchOne(
                db,
                sql: "SELECT id FROM rule_set WHERE rules = ? AND architecture = ?",
                arguments: [fingerprint.ruleSet, fingerprint.architecture]
            )
            return (count ?? 0, set ?? 0)
        }
    }

    /// Of a source; the arguments are the rules, the architecture, and whether only those are
    /// meant that were never evaluated.
    private static let isStale = """
        source.kind IS NULL AND (source.state = 'reading'
          OR source.state IN ('read', 'damaged')
            AND source.rule_set IS NOT (
              SELECT id FROM rule_set WHERE rules = ? AND architecture = ?)
            AND (source.rule_set = 0 OR NOT ?))
        """
}

extension IndexWriter {
    /// Marks files as not read to their end, and forgets the matches of their events: the next
    /// run evaluates them again.
    ///
    /// Both happen in one transaction.
    ///
    /// - parameters:
    ///   - sources: The files.
    ///   - fingerprint: What will evaluate them, where that is to have seen all events then.
    /// - complexity: O(n) in the matches of the index.
    package mutating func forgetFingerprint(
        of sources: [StaleSource],
        forAllOf fingerprint: RuleSetFingerprint? = nil
    ) throws {
        if let fingerprint { try begin(fingerprint) }
        try transaction { db in
            for rule in fingerprint?.rules ?? [] {
                try db.execute(
                    sql: "UPDATE rule SET known_from = NULL WHERE hash = ?",
                    arguments: [rule.hash]
                )
            }
            let mark = try db.makeStatement(
                sql: "UPDATE source SET state = 'reading' WHERE id = ?"
            )
            for source in sources { try mark.execute(arguments: [source.number]) }
            // What was found may change, unless none of the files had been evaluated.
            for table in ["match", "firing"] {
                try db.execute(
                    sql: """
                        INSERT INTO pending (rule, subject, first, last)
                        SELECT rule, subject, min(time), max(time) FROM \(table)
                        WHERE subject > 0 AND EXISTS (
                          SELECT 1 FROM source WHERE state = 'reading' AND rule_set <> 0)
                        GROUP BY rule, subject
                        ON CONFLICT DO UPDATE SET
                          first = min(first, excluded.first), last = max(last, excluded.last)
                        """
                )
            }
            try db.execute(
                sql: """
                    DELETE FROM match WHERE EXISTS (
                      SELECT 1 FROM event JOIN source ON source.id = event.source
                      WHERE event.time = match.time AND event.id = match.id
                        AND event.content = match.content AND source.state = 'reading')
                    """
            )
        }
    }
}

extension EvaluatedRule {
    fileprivate init(_ row: Row) {
        self.init(
            hash: row["hash"],
            ruleID: row["rule_id"],
            title: row["title"],
            level: row["level"],
            status: row["status"],
            file: row["file"],
            raisesAlerts: row["raises_alerts"],
            techniques: AttackTechnique.list(row["techniques"])
        )
    }
}
