import GRDB

extension AlertStore {
    /// The alerts under a key that overlap two times, both included; withdrawn ones left out.
    package func alerts(
        key: String,
        overlapping span: ClosedRange<Int64>
    ) throws -> [AlertRecord] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(AlertRecord.columns) FROM alert WHERE key = ? AND first <= ?
                      AND last >= ? AND state <> 'withdrawn' ORDER BY id
                    """
            ),
            arguments: [key, span.upperBound, span.lowerBound]
        ).map { AlertRecord($0) }
    }

    /// The alerts that have changed since notices were last written, by first hit.
    package func pendingAlerts() throws -> [AlertSpan] {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT id, first, last FROM alert WHERE pending ORDER BY first, id"
        )
        var alerts: [AlertSpan] = []
        while let row = try rows.next() {
            alerts.append(AlertSpan(id: row[0], first: row[1], last: row[2]))
        }
        return alerts
    }

    /// Calls `body` with the alerts that overlap two times, both included, in any order: to sort
    /// them SQLite would hold their texts.
    ///
    /// Closed ones too, withdrawn ones not.
    ///
    /// They have no texts, facts and entities, and must not be saved: there may be thousands.
    package func forEachOpenAlert(
        overlapping span: ClosedRange<Int64>,
        _ body: (AlertRecord) throws -> Void
    ) throws {
        // Rows of a cursor are not copied.
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(AlertRecord.columns) FROM alert WHERE first <= ? AND last >= ?
                  AND state <> 'withdrawn'
                """,
            arguments: [span.upperBound, span.lowerBound]
        )
        while let row = try rows.next() { try body(AlertRecord(row, isBrief: true)) }
    }

    /// The titles of the alerts that another one covers, by first hit.
    package func titlesCovered(by alert: Int64) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT title FROM alert WHERE covered_by = ? ORDER BY first, id",
            arguments: [alert]
        )
    }

    /// An alert by its number.
    package func alert(_ id: Int64) throws -> AlertRecord? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(AlertRecord.columns) FROM alert WHERE id = ?"),
            arguments: [id]
        ).map { AlertRecord($0) }
    }

    /// Inserts an alert, or updates the one that has its number.
    ///
    /// - returns: Its number.
    @discardableResult
    package func save(_ alert: AlertRecord) throws -> Int64 {
        let values = alert.values
        let arguments = StatementArguments(values.map(\.value))
        if alert.id == 0 {
            let columns = values.map(\.column).joined(separator: ", ")
            let marks = repeatElement("?", count: values.count).joined(separator: ", ")
            try db.cachedStatement(sql: "INSERT INTO alert (\(columns)) VALUES (\(marks))")
                .execute(arguments: arguments)
            return db.lastInsertedRowID
        }
        let columns = values.map { "\($0.column) = ?" }.joined(separator: ", ")
        try db.cachedStatement(sql: "UPDATE alert SET \(columns) WHERE id = ?")
            .execute(arguments: arguments + [alert.id])
        return alert.id
    }

    /// Saves what is said about an alert, and notes that it has been composed.
    ///
    /// What people decide about it meanwhile stays.
    package func saveDescription(of alert: AlertRecord) throws {
        let values = alert.description
        let columns = values.map { "\($0.column) = ?" }.joined(separator: ", ")
        try db.cachedStatement(sql: "UPDATE alert SET \(columns) WHERE id = ?")
            .execute(arguments: StatementArguments(values.map(\.value)) + [alert.id])
        try forgetUncomposed(alert.id)
    }

    /// Notes that an alert has changed, and that its evidence and texts are to be made.
    package func markUncomposed(_ alert: Int64) throws {
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO uncomposed_alert VALUES (?)")
            .execute(arguments: [alert])
    }

    /// Forgets that an alert is to be composed.
    package func forgetUncomposed(_ alert: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM uncomposed_alert WHERE alert = ?")
            .execute(arguments: [alert])
    }

    /// Some alerts that are to be composed, behind one with a number.
    package func uncomposedAlerts(after alert: Int64, limit: Int) throws -> [AlertRecord] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(AlertRecord.columns)
                    FROM uncomposed_alert JOIN alert ON alert.id = uncomposed_alert.alert
                    WHERE uncomposed_alert.alert > ? ORDER BY uncomposed_alert.alert LIMIT ?
                    """
            ),
            arguments: [alert, limit]
        ).map { AlertRecord($0) }
    }

    /// Notes that people were notified of the changes of an alert, or need not be.
    package func markEvaluated(alert id: Int64) throws {
        try db.cachedStatement(sql: "UPDATE alert SET pending = 0 WHERE id = ?")
            .execute(arguments: [id])
    }
}

/// An alert among many: its number, and from when to when it has hits.
package struct AlertSpan: Sendable, Hashable {
    /// Its number.
    package var id: Int64
    /// The time of its first hit, in seconds since 1970.
    package var first: Int64
    /// The time of its latest.
    package var last: Int64

    package init(id: Int64, first: Int64, last: Int64) {
        self.id = id
        self.first = first
        self.last = last
    }
}
