import CloudTrail
import Foundation
import GRDB

extension AlertStore {
    /// What a correlation asked for of a group, by time.
    ///
    /// - parameters:
    ///   - reading: The group, and between which times.
    ///   - gathered: What was gathered of events, which covers the reading.
    /// - complexity: O(n log n) in the events of the group.
    package func observations(
        _ reading: PendingSubject,
        _ gathered: GatheredObservations
    ) throws -> [StoredObservation] {
        var values = ObservedValues(db: db)
        var fingerprints: [Int64: Int64?] = [:]
        var found = try rows(reading)
        for entry in gathered.groups[reading.subject]?.entries ?? []
        where (reading.first...reading.last).contains(entry.event.time) {
            let current: Int64?
            if let known = fingerprints[entry.source] {
                current = known
            } else {
                current = try fingerprint(ofFile: entry.source)
                fingerprints[entry.source] = current
            }
            guard current == entry.fingerprint else { continue }
            found.append(
                StoredObservation(
                    event: EventKey(entry),
                    place: Int(entry.place),
                    values: try values[entry.value]
                )
            )
        }
        found.sort { ($0.event, $0.place) < ($1.event, $1.place) }
        // An event may have come in several files.
        var seen: StoredObservation?
        return found.filter { observation in
            defer { seen = observation }
            return observation.event != seen?.event || observation.place != seen?.place
        }
    }

    /// What a file was judged by; nil where it is being read.
    private func fingerprint(ofFile source: Int64) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT rule_set FROM source WHERE id = ? AND state IN ('read', 'damaged')
                    """
            ),
            arguments: [source]
        )
    }

    /// What has a row of its own: what stands for alerts of other correlations.
    private func rows(_ reading: PendingSubject) throws -> [StoredObservation] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT time, id, content, place, value FROM observation
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    """
            ),
            arguments: [reading.rule, reading.subject, reading.first, reading.last]
        )
        var found: [StoredObservation] = []
        while let row = try rows.next() {
            found.append(
                StoredObservation(
                    event: EventKey(time: row[0], id: row[1], content: row[2]),
                    place: row[3],
                    values: ObservedValues.decoded(row[4])
                )
            )
        }
        return found
    }

    /// Replaces what alerts of one correlation are to another, between two times.
    ///
    /// - parameters:
    ///   - subject: The group of the other, and between which times.
    ///   - prefix: What the texts that stand for these alerts begin with.
    ///   - place: The position among the rules that the other refers to.
    ///   - observations: What there is now.
    /// - returns: Whether that is anything else than before.
    package func replaceObservations(
        _ subject: PendingSubject,
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
}

/// The measured tuples of events, by the number of their JSON.
private struct ObservedValues {
    let db: Database
    private var known: [Int64: [[String]]] = [:]

    init(db: Database) { self.db = db }

    subscript(number: Int64) -> [[String]] {
        mutating get throws {
            guard number > 0 else { return [] }
            if let values = known[number] { return values }
            let json = try String.fetchOne(
                db.cachedStatement(sql: "SELECT key FROM subject WHERE id = ?"),
                arguments: [number]
            )
            let values = Self.decoded(json ?? "")
            known[number] = values
            return values
        }
    }

    static func decoded(_ json: String) -> [[String]] {
        guard !json.isEmpty else { return [] }
        return (try? JSONDecoder().decode([[String]].self, from: Data(json.utf8))) ?? []
    }
}

extension EventKey {
    fileprivate init(_ entry: ObservationEntry) {
        let identifier: EventIdentifier =
            if let text = entry.event.text {
                .text(String(decoding: text, as: UTF8.self))
            } else {
                .uuid(entry.event.high, entry.event.low)
            }
        self.init(
            time: entry.event.time,
            identifier: identifier,
            content: Int64(bitPattern: entry.content)
        )
    }
}
