import CloudTrail
import Foundation
import GRDB

extension AlertStore {
    /// The distinct times at which a rule matched a subject.
    public func matchTimes(_ subject: TouchedSubject) throws -> [Int64] {
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
    public func matchCount(_ subject: TouchedSubject) throws -> Int {
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
    public func matches(
        _ subject: TouchedSubject,
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

    // MARK: - Observations

    /// Calls `body` with what a correlation asked for, by time.
    public func observations(
        _ subject: TouchedSubject,
        _ body: (StoredObservation) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT time, id, content, place, value FROM observation
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    ORDER BY time, id, content, place
                    """
            ),
            arguments: [subject.rule, subject.subject, subject.first, subject.last]
        )
        while let row = try rows.next() {
            let value: String = row[4]
            body(
                StoredObservation(
                    event: EventKey(time: row[0], id: row[1], content: row[2]),
                    place: row[3],
                    values: value.isEmpty
                        ? []
                        : (try? JSONDecoder().decode([[String]].self, from: Data(value.utf8))) ?? []
                )
            )
        }
    }

    /// Replaces what alerts of one correlation are to another, between two times.
    ///
    /// - parameters:
    ///   - subject: The group of the other, and between which times.
    ///   - prefix: What the texts that stand for these alerts begin with.
    ///   - place: The position among the rules that the other refers to.
    ///   - observations: What there is now.
    /// - returns: Whether that is anything else than before.
    public func replaceObservations(
        _ subject: TouchedSubject,
        prefix: String,
        place: Int,
        with observations: [StoredObservation]
    ) throws -> Bool {
        let before = try Row.fetchAll(
            db,
            sql: """
                SELECT time, id, value FROM observation WHERE rule = ? AND subject = ?
                  AND time BETWEEN ? AND ? AND place = ? AND typeof(id) = 'text'
                  AND substr(id, 1, ?) = ?
                """,
            arguments: [
                subject.rule, subject.subject, subject.first, subject.last, place,
                prefix.unicodeScalars.count, prefix,
            ]
        )
        var old: [String: Int64] = [:]
        for row in before { old[row[1]] = row[0] }
        var hasChanged = false
        for observation in observations {
            guard case .text(let id) = observation.event.identifier else { continue }
            if old.removeValue(forKey: id) != nil { continue }
            hasChanged = true
            let value =
                observation.values.isEmpty
                ? ""
                : String(
                    decoding: try JSONEncoder().encode(observation.values),
                    as: UTF8.self
                )
            try db.execute(
                sql: "INSERT OR REPLACE INTO observation VALUES (?, ?, ?, ?, 0, ?, ?)",
                arguments: [
                    subject.rule, subject.subject, observation.event.time, id, place, value,
                ]
            )
        }
        for (id, time) in old {
            hasChanged = true
            try db.execute(
                sql: """
                    DELETE FROM observation
                    WHERE rule = ? AND subject = ? AND time = ? AND id = ? AND place = ?
                    """,
                arguments: [subject.rule, subject.subject, time, id, place]
            )
        }
        return hasChanged
    }

    // MARK: - Firings

    /// The moments at which a correlation held for a subject.
    public func firings(_ subject: TouchedSubject) throws -> [Firing] {
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

    /// Replaces the moments at which a correlation held for a subject between two times.
    public func replaceFirings(_ subject: TouchedSubject, with firings: [Firing]) throws {
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
    private struct Entry: Codable {
        var t: Int64
        var i: String
        var c: Int64
    }

    static func encoded(_ events: [EventKey]) -> String {
        let entries = events.map { Entry(t: $0.time, i: $0.identifier.description, c: $0.content) }
        return (try? JSONEncoder().encode(entries)).map { String(decoding: $0, as: UTF8.self) }
            ?? "[]"
    }

    static func decoded(_ text: String) -> [EventKey] {
        let entries = try? JSONDecoder().decode([Entry].self, from: Data(text.utf8))
        return (entries ?? []).map { entry in
            let id = EventIdentifier(uuid: entry.i.utf8.span) ?? .text(entry.i)
            return EventKey(time: entry.t, identifier: id, content: entry.c)
        }
    }
}
