import Basics
import CloudTrail
import Foundation
import GRDB

extension AlertStore {
    /// Calls `body` with what a correlation observed in a group, by time.
    ///
    /// - parameters:
    ///   - reading: The group, and between which times.
    ///   - gathered: What was gathered of events, which covers the reading.
    /// - complexity: O(n log n) in the events of the group.
    package func forEachObservation(
        _ reading: PendingSubject,
        _ gathered: GatheredObservations,
        _ body: (StoredObservation) throws -> Void
    ) throws {
        var values = ObservedValues(db: db)
        var fingerprints: [Int64: Int64?] = [:]
        let firings = try observedFirings(reading)
        let group = gathered.groups[reading.subject]
        let range = reading.first...reading.last
        let parts = group?.parts ?? []
        for part in parts.isEmpty ? [range] : parts where part.overlaps(range) {
            let times = part.clamped(to: range)
            var found = firings.filter { times.contains($0.source.time) }
            let entries = parts.isEmpty ? group?.entries ?? [] : try self.entries(reading, times)
            for entry in entries where times.contains(entry.event.time) {
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
                        source: .event(EventKey(entry)),
                        ruleIndex: Int(entry.place),
                        values: try values[entry.value]
                    )
                )
            }
            found.sort()
            // An event may have come in several files.
            var seen: StoredObservation?
            for observation in found {
                defer { seen = observation }
                guard
                    observation.source != seen?.source || observation.ruleIndex != seen?.ruleIndex
                else { continue }
                try body(observation)
            }
        }
    }

    /// The rule set that evaluated a file; nil while it is being read.
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

    /// The firings of other correlations that a correlation counts in a group.
    private func observedFirings(_ reading: PendingSubject) throws -> [StoredObservation] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT fired_rule, fired_subject, time, rule_index, value FROM observed_firing
                    WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                    """
            ),
            arguments: [reading.rule, reading.subject, reading.first, reading.last]
        ).map { row in
            StoredObservation(
                source: .firing(FiringKey(rule: row[0], subject: row[1], time: row[2])),
                ruleIndex: row[3],
                values: ObservedValues.decoded(row[4])
            )
        }
    }

    /// Replaces the firings of one correlation that another counts.
    ///
    /// - parameters:
    ///   - fired: What fired, and between which times.
    ///   - group: The other correlation, and the number of its group.
    ///   - ruleIndex: The position of what fired among the rules that the other refers to.
    ///   - times: When it fired.
    ///   - values: The measured tuples.
    /// - returns: Whether that is anything else than before.
    package func replaceObservedFirings(
        of fired: PendingSubject,
        in group: (rule: Int64, subject: Int64),
        ruleIndex: Int,
        at times: [Int64],
        values: [[String]]
    ) throws -> Bool {
        let before = try Int64.fetchAll(
            db,
            sql: """
                SELECT time FROM observed_firing
                WHERE rule = ? AND subject = ? AND time BETWEEN ? AND ?
                  AND fired_rule = ? AND fired_subject = ? AND rule_index = ?
                """,
            arguments: [
                group.rule, group.subject, fired.first, fired.last, fired.rule, fired.subject,
                ruleIndex,
            ]
        )
        let (old, new) = (Set(before), Set(times))
        let value = JSONText.array(of: values.map { JSONText.array($0) })
        for time in new.subtracting(old) {
            try db.execute(
                sql: "INSERT INTO observed_firing VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    group.rule, group.subject, time, fired.rule, fired.subject, ruleIndex, value,
                ]
            )
        }
        for time in old.subtracting(new) {
            try db.execute(
                sql: """
                    DELETE FROM observed_firing
                    WHERE rule = ? AND subject = ? AND time = ? AND fired_rule = ?
                      AND fired_subject = ? AND rule_index = ?
                    """,
                arguments: [
                    group.rule, group.subject, time, fired.rule, fired.subject, ruleIndex,
                ]
            )
        }
        return old != new
    }
}

/// The measured tuples of events, by the number of their JSON.
private struct ObservedValues {
    private static let bound = 10_000

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
            if known.count >= Self.bound { known = [:] }
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
