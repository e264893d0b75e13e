import CloudTrail
import GRDB

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
    public func callCounts(in days: Range<Int64>) throws -> [CallCount] {
        try read { db in
            let texts = TextReader(db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT principal, action, error, sum(count), min(day), max(day)
                    FROM activity WHERE day >= ? AND day < ? GROUP BY principal, action, error
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
    public func days(
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
