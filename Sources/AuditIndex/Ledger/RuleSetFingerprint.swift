import Foundation
import GRDB

/// What the events of a run are judged by: rules, and the architecture that gives them their facts.
///
/// For example:
///
/// ```swift
/// let judgement = RuleSetFingerprint(
///     rules: rules, architecture: architecture.contentHash, paths: ["rules"])
/// try index.write { writer in try writer.begin(judgement) }
/// ```
package struct RuleSetFingerprint: Hashable, Sendable {
    /// The rules, in an order that a batch's ``RuleHit``s refer to.
    package var rules: [EvaluatedRule]
    /// The hash of the declared architecture.
    package var architecture: String
    /// Where the rules were loaded from, as the user named it.
    package var paths: [String]

    /// Makes a judgement.
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
    /// Whether a match is told on its own, or only taken up by a correlation.
    package var raisesAlerts: Bool
    /// What is kept of the events that it is about.
    package var record: Record

    /// What the index keeps of the events that a rule or correlation is about.
    package enum Record: Hashable, Sendable {
        /// The matches themselves.
        case matches
        /// Each event, as a correlation asks for it.
        case observations
        /// The clock hours, for a correlation that looks back over a long time.
        case hours
    }

    /// Describes a rule.
    package init(
        hash: String,
        ruleID: String?,
        title: String,
        level: String?,
        status: String?,
        file: String,
        raisesAlerts: Bool,
        record: Record = .matches
    ) {
        self.hash = hash
        self.ruleID = ruleID
        self.title = title
        self.level = level
        self.status = status
        self.file = file
        self.raisesAlerts = raisesAlerts
        self.record = record
    }
}

/// What the files of an index have been judged by.
package struct EvaluationStatus: Sendable {
    /// The rules of the latest judgement, by title.
    package var rules: [EvaluatedRule]
    /// The hash of its architecture.
    package var architecture: String
    /// Where its rules were loaded from.
    package var paths: [String]
    /// The files that were judged by it.
    package var files: Int
    /// The files that were judged by another, or read without rules.
    package var otherFiles: Int
    /// How many matches the index has, those of other rules included.
    package var matches: Int
}

/// A file that was not judged by what it should have been.
package struct StaleSource: Sendable {
    /// The file's number in the ledger.
    package var number: Int64
    /// Where it lies.
    package var path: LogPath
}

extension AuditDatabase {
    /// The judgement that was used last; nil where events were never judged.
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
                    SELECT coalesce(sum(rule_set = ?), 0), coalesce(sum(rule_set <> ?), 0)
                    FROM source WHERE state IN ('read', 'damaged')
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

    /// The files that were judged by something else than a judgement.
    ///
    /// - parameter neverJudged: Whether only those are meant that were read without any rules.
    package func staleSources(
        _ fingerprint: RuleSetFingerprint,
        neverEvaluated: Bool = false
    ) throws -> [StaleSource] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT folder.path, source.name, source.id
                    FROM source JOIN folder ON folder.id = source.folder
                    WHERE source.state IN ('read', 'damaged') AND source.rule_set IS NOT (
                      SELECT id FROM rule_set WHERE rules = ? AND architecture = ?)
                      AND (source.rule_set = 0 OR NOT ?)
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
}

extension IndexWriter {
    /// Marks files as not read to their end, and forgets the matches of their events: the next
    /// run judges them anew.
    ///
    /// Both happen in one transaction.
    ///
    /// - parameters:
    ///   - sources: The files.
    ///   - judgement: What they will be judged by, where that is to have seen all events then.
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
            // What was found may turn out otherwise, unless none of the files had been judged.
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
            raisesAlerts: row["raises_alerts"]
        )
    }
}
