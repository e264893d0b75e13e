import CloudTrail
import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// The events of some days by environment, and what changes something by who made it.
    ///
    /// An event is of the environment of what it is about; see ``EventFilter/Condition/Test``.
    ///
    /// - parameters:
    ///   - days: Days since 1970.
    ///   - architecture: What tells the environments.
    /// - complexity: O(n) in the events of these days; about a million a second.
    public func eventCounts(
        in days: Range<Int64>,
        judgedBy architecture: Architecture
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
                    FROM event WHERE time >= ?1 AND time < ?2
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
