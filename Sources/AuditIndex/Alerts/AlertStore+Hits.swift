import Basics
import CloudTrail
import GRDB

extension AlertStore {
    /// The distinct times at which a rule matched a subject.
    package func matchTimes(_ subject: PendingSubject) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT time FROM match
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        )
    }

    /// How often a rule matched a subject.
    package func matchCount(_ subject: PendingSubject) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM match
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        ) ?? 0
    }

    /// The first matches of a subject, or the last.
    package func matches(
        _ subject: PendingSubject,
        limit: Int,
        newestFirst: Bool = false
    ) throws -> [EventKey] {
        let order = newestFirst ? "DESC" : "ASC"
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT time, id, content FROM match
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    ORDER BY time \(order), id \(order), content \(order) LIMIT ?
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last, limit]
        ).map { EventKey(time: $0[0], id: $0[1], content: $0[2]) }
    }

    // MARK: - Firings

    /// The moments at which a correlation held for a subject.
    package func firings(_ subject: PendingSubject) throws -> [Firing] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT time, start, measure, remark, events FROM firing
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ? ORDER BY time
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        ).map { row in
            Firing(
                time: row[0],
                start: row[1],
                measure: row[2],
                remark: row[3],
                events: FiringEvents.decoded(row[4])
            )
        }
    }

    /// When a correlation held for a subject, ascending.
    package func firingTimes(_ subject: PendingSubject) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT time FROM firing
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ? ORDER BY time
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        )
    }

    /// Replaces the moments at which a correlation held for a subject between two times.
    package func replaceFirings(_ subject: PendingSubject, with firings: [Firing]) throws {
        try db.cachedStatement(
            sql: "DELETE FROM firing WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?"
        ).execute(arguments: [subject.rule, subject.subject, subject.first, subject.last])
        let insert = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO firing VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        for firing in firings {
            try insert.execute(
                arguments: [
                    subject.rule, subject.subject, firing.time, firing.start, firing.measure,
                    firing.remark, FiringEvents.encoded(firing.events),
                ]
            )
        }
    }
}

/// The events of a firing as one text: time, id and content of each.
private enum FiringEvents {
    static func encoded(_ events: [EventKey]) -> String {
        JSONText.array(
            of: events.map { event in
                JSONText.object([
                    "t": String(event.time),
                    "i": JSONText.quoted(event.identifier.description, .canonical),
                    "c": String(event.content),
                ])
            }
        )
    }

    static func decoded(_ text: String) -> [EventKey] {
        guard let entries = try? JSONValue(parsing: text.utf8) else { return [] }
        return entries.elements.compactMap { entry in
            guard let time = entry["t"]?.integer, let id = entry["i"]?.string,
                let content = entry["c"]?.integer
            else { return nil }
            return EventKey(time: time, identifier: EventIdentifier(id), content: content)
        }
    }
}
