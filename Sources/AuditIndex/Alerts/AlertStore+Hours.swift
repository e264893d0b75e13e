import GRDB

extension AlertStore {
    private static let columns = """
        expected, count, first_time, first_id, last_time, last_id, hour
        """

    /// The hours of a subject between two times, both included, of all files together.
    ///
    /// - parameter expected: Whether those of what is expected, or of what begins it.
    /// - complexity: O(n) in the hours and their files.
    package func hours(_ subject: PendingSubject, expected: Bool) throws -> [StoredHour] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(Self.columns) FROM rule_hour
                    WHERE rule = ? AND subject = ? AND expected = ? AND hour BETWEEN ? AND ?
                    ORDER BY hour
                    """
            ),
            arguments: [
                subject.rule, subject.subject, expected, subject.first - 3_599, subject.last,
            ]
        )
        return try Self.merged(rows)
    }

    /// The last hour of a subject that ends before a time; nil where there is none.
    package func lastHour(
        _ subject: PendingSubject,
        expected: Bool,
        before time: Int64
    ) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT hour FROM rule_hour
                    WHERE rule = ? AND subject = ? AND expected = ? AND hour < ?
                    ORDER BY hour DESC LIMIT 1
                    """
            ),
            arguments: [subject.rule, subject.subject, expected, time - 3_599]
        )
    }

    /// The first hour of a subject that does not end before a time.
    package func firstHour(
        _ subject: PendingSubject,
        expected: Bool,
        from time: Int64
    ) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT hour FROM rule_hour
                    WHERE rule = ? AND subject = ? AND expected = ? AND hour >= ?
                    ORDER BY hour LIMIT 1
                    """
            ),
            arguments: [subject.rule, subject.subject, expected, time - 3_599]
        )
    }

    /// The hours in which something may have begun that nothing has ended.
    ///
    /// - parameter expectsOthers: Whether something else ends it than what begins it.
    /// - returns: At most two: the first of these may be before what ended the one before.
    package func waitingHours(
        _ subject: PendingSubject,
        expectsOthers: Bool
    ) throws -> [Int64] {
        guard expectsOthers else {
            let last = try lastHour(subject, expected: false, before: .max / 2)
            return last.map { [$0] } ?? []
        }
        let ended = try lastHour(subject, expected: true, before: .max / 2)
        return try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT hour FROM rule_hour
                    WHERE rule = ? AND subject = ? AND expected = 0 AND hour >= ?
                    ORDER BY hour LIMIT 2
                    """
            ),
            arguments: [subject.rule, subject.subject, ended ?? .min / 2]
        )
    }

    /// Puts the hours of several files together; rows come by hour.
    private static func merged(_ rows: RowCursor) throws -> [StoredHour] {
        var hours: [StoredHour] = []
        var last: Int64?
        while let row = try rows.next() {
            let hour: Int64 = row[6]
            let next = StoredHour(
                isExpected: row[0],
                count: row[1],
                first: EventKey(time: row[2], id: row[3], content: 0),
                last: EventKey(time: row[4], id: row[5], content: 0)
            )
            guard hour == last, let index = hours.indices.last else {
                hours.append(next)
                last = hour
                continue
            }
            hours[index].count += next.count
            hours[index].first = min(hours[index].first, next.first)
            hours[index].last = max(hours[index].last, next.last)
        }
        return hours
    }
}
