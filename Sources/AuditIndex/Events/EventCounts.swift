import CloudTrail
import GRDB
import SecurityArchitecture

/// How many events of one day are about an environment.
///
/// Calls that change something are counted by who made them; those that only read are not, for
/// they are nearly all of them.
package struct EventCount: Sendable, Hashable {
    /// The day, as seconds since 1970.
    package var day: Int64
    /// The environment; nil where none is known.
    package var environment: EnvironmentFact?
    /// Who made them, where they change something.
    package var principal: IndexedPrincipal?
    /// `failed`, `denied` and `readOnly`.
    package var flags: EventFlags
    /// How many there are.
    package var count: Int
    /// The time of the last one, in seconds since 1970.
    package var last: Int64
}

/// How often somebody made a call with one outcome, over some days.
package struct CallCount: Sendable, Hashable {
    /// Who; nil where the record names nobody.
    package var principal: IndexedPrincipal?
    /// The service that was called.
    package var eventSource: String
    /// The name of the call.
    package var eventName: String
    /// Whether the calls failed.
    package var isFailure: Bool
    /// Whether their error code says that the caller lacks a permission.
    package var isDenied: Bool
    /// How many calls there were.
    package var count: Int
    /// The first day with one, as seconds since 1970.
    package var firstDay: Int64
    /// The last day with one.
    package var lastDay: Int64
}

extension AuditDatabase {
    /// The events of some days by environment, and what changes something by who made it.
    ///
    /// An event is of the environment of what it is about; see ``EventFilter/Condition/Test``.
    ///
    /// - parameters:
    ///   - days: Days since 1970.
    ///   - architecture: What says the environments.
    /// - complexity: O(n) in the events of these days; about a million a second.
    package func eventCounts(
        in days: Range<Int64>,
        evaluatedBy architecture: Architecture
    ) throws -> [EventCount] {
        try read { db in
            let environments = try EnvironmentNumbers(architecture, in: days, db)
            let texts = TextReader(db)
            let mask = EventFlags([.failed, .denied, .readOnly]).rawValue
            // A day at a time: SQLite sorts what it groups, and a day's events fit its memory.
            let statement = try db.makeStatement(
                sql: """
                    SELECT \(environments.position) AS position,
                      CASE WHEN flags & \(EventFlags.readOnly.rawValue) THEN 0 ELSE principal END
                        AS caller,
                      flags & \(mask) AS outcome, count(*), max(time)
                    FROM event WHERE time >= ?1 AND time < ?2 AND \(EventFlags.isSingleSQL)
                    GROUP BY position, caller, outcome
                    """
            )
            var counts: [EventCount] = []
            for day in days {
                let rows = try Row.fetchCursor(
                    statement,
                    arguments: [day * 86_400, (day + 1) * 86_400]
                )
                while let row = try rows.next() {
                    counts.append(
                        EventCount(
                            day: day * 86_400,
                            environment: environments.fact(at: row[0]),
                            principal: try texts.indexedPrincipal(row[1]),
                            flags: EventFlags(rawValue: Int32(truncatingIfNeeded: row[2] as Int64)),
                            count: row[3],
                            last: row[4]
                        )
                    )
                }
            }
            return counts
        }
    }
}

extension AuditDatabase {
    /// Who made which calls how often, over some days, from the daily counts.
    ///
    /// For example:
    ///
    /// ```swift
    /// let signatures = try index.callCounts(in: days).filter { $0.eventName == "Sign" }
    /// ```
    ///
    /// - parameter days: Days since 1970.
    /// - complexity: O(n) in the rows of `activity` of these days; no event is read.
    package func callCounts(in days: Range<Int64>) throws -> [CallCount] {
        try read { db in
            let texts = TextReader(db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT principal, action, error, sum(count), min(day), max(day)
                    FROM activity WHERE day >= ? AND day < ? GROUP BY principal, action, error
                    HAVING sum(count) > 0
                    """,
                arguments: [days.lowerBound, days.upperBound]
            )
            var counts: [CallCount] = []
            while let row = try rows.next() {
                let action = try texts.action(row[1])
                let error = try texts.text(.error, row[2])
                counts.append(
                    CallCount(
                        principal: try texts.indexedPrincipal(row[0]),
                        eventSource: action?.service ?? "",
                        eventName: action?.name ?? "",
                        isFailure: error != nil,
                        isDenied: error.map(Event.isDenial) ?? false,
                        count: row[3],
                        firstDay: (row[4] as Int64) * 86_400,
                        lastDay: (row[5] as Int64) * 86_400
                    )
                )
            }
            return counts
        }
    }

    /// On how many of some days each text was seen, the most frequent first.
    ///
    /// - parameters:
    ///   - kind: `.account`, `.region`, or any other kind that `seen` counts.
    ///   - days: Days since 1970.
    /// - returns: A text, its events, the number of its days, and the last of them in seconds
    ///   since 1970.
    package func days(
        with kind: TextKind,
        in days: Range<Int64>
    ) throws -> [(text: String, events: Int, days: Int, lastDay: Int64)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT text, sum(count), count(DISTINCT day), max(day) * 86400
                    FROM seen JOIN \(kind.table) AS t ON t.id = seen.id
                    WHERE kind = \(kind.rawValue) AND day >= ? AND day < ?
                    GROUP BY text ORDER BY 2 DESC, 1
                    """,
                arguments: [days.lowerBound, days.upperBound]
            ).map { ($0[0], $0[1], $0[2], $0[3]) }
        }
    }
}
