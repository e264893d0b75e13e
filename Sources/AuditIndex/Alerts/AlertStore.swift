import Basics
import GRDB

/// Alerts and what they are evaluated from, within one transaction.
///
/// For example:
///
/// ```swift
/// try index.evaluate { store in
///     for subject in try store.pending(rule: rule, limit: 100) { … }
/// }
/// ```
package struct AlertStore {
    let db: Database

    /// The numbers of rules that the index knows, by the hash of their content.
    package func ruleNumbers() throws -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT hash, id FROM rule")
        while let row = try rows.next() { numbers[row[0]] = row[1] }
        return numbers
    }

    /// A number that is another once another process has written.
    ///
    /// See <https://www.sqlite.org/pragma.html#pragma_data_version>.
    package func version() throws -> Int64 {
        try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0
    }

    // MARK: - What is to be evaluated

    /// The rules that have something to evaluate.
    package func pendingRules() throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT DISTINCT rule FROM pending")
    }

    /// Some subjects of a rule that are to be evaluated, by time and by what they are about:
    /// their numbers, and so those of their alerts, depend on which log came first.
    package func pending(rule: Int64, limit: Int) throws -> [PendingSubject] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT pending.rule, subject, first, last
                FROM pending JOIN subject ON subject.id = pending.subject
                WHERE pending.rule = ? ORDER BY first, key LIMIT ?
                """,
            arguments: [rule, limit]
        ).map { PendingSubject(rule: $0[0], subject: $0[1], first: $0[2], last: $0[3]) }
    }

    /// Notes that a subject is to be evaluated.
    package func markPending(_ subject: PendingSubject) throws {
        try db.execute(
            sql: """
                INSERT INTO pending (rule, subject, first, last) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                  first = min(first, excluded.first), last = max(last, excluded.last)
                """,
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        )
    }

    /// Notes that a subject has been evaluated.
    package func markEvaluated(_ subject: PendingSubject) throws {
        try db.cachedStatement(sql: "DELETE FROM pending WHERE rule = ? AND subject = ?")
            .execute(arguments: [subject.rule, subject.subject])
    }

    /// Forgets what was to be evaluated of a rule that is gone.
    package func markEvaluated(rule: Int64) throws {
        try db.execute(sql: "DELETE FROM pending WHERE rule = ?", arguments: [rule])
    }

    // MARK: - Subjects

    /// All subjects of a rule.
    package func subjects(rule: Int64) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT id FROM subject WHERE rule = ?", arguments: [rule])
    }

    /// What a subject is about, as JSON and as values.
    package func subject(_ number: Int64) throws -> (json: String, values: SubjectValues) {
        let statement = try db.cachedStatement(sql: "SELECT key FROM subject WHERE id = ?")
        let json = try String.fetchOne(statement, arguments: [number]) ?? "[]"
        return (json, SubjectValues(json: json))
    }

    /// The number of a subject, which is inserted if there is none.
    package func subject(rule: Int64, _ texts: [String]) throws -> Int64 {
        let json = JSONText.array(texts)
        let known = try Int64.fetchOne(
            db,
            sql: "SELECT id FROM subject WHERE rule = ? AND key = ?",
            arguments: [rule, json]
        )
        if let known { return known }
        try db.execute(
            sql: "INSERT INTO subject (rule, key) VALUES (?, ?)",
            arguments: [rule, json]
        )
        return db.lastInsertedRowID
    }

    /// The time from which on a rule has seen events, in seconds since 1970.
    package func historyStart(rule: Int64) throws -> Int64? {
        let from = try Int64.fetchOne(
            db,
            sql: "SELECT known_from FROM rule WHERE id = ?",
            arguments: [rule]
        )
        guard let start = try historyStart() else { return from }
        return max(start, from ?? start)
    }

    /// The time of the first event of the index, in seconds since 1970.
    package func historyStart() throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT min(time) FROM event")
    }
}

extension AuditDatabase {
    /// Calls `body` with the alerts and what they are evaluated from, in one transaction, which is
    /// rolled back when it throws.
    package func evaluate<R>(_ body: (AlertStore) throws -> R) throws -> R {
        guard let writerPool else { throw IndexError.readOnly(path) }
        return try Self.guarded(path) {
            try writerPool.write { db in try body(AlertStore(db: db)) }
        }
    }
}

extension AlertStore {
    /// A number that was remembered under a name.
    package func integerSetting(_ name: String) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    /// Remembers a number under a name.
    package func set(_ name: String, to value: Int64) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            arguments: [name, value]
        )
    }
}
