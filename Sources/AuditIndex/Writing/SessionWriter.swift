import CloudTrail
import GRDB

/// Keeps `role_session`.
struct SessionWriter {
    /// Rows to a statement: beginning and ending one costs about as much as a row.
    private static let groupSize = 8
    private static let columns = [
        "time", "id", "content", "method", "caller", "caller_session", "caller_key", "role",
        "session", "account", "address", "error", "flags", "issued_key", "name",
        "source_identity", "subject", "provider", "audience", "shared_id", "duration",
    ]

    private let single: HotStatement
    private let group: HotStatement

    init(_ db: Database) throws {
        single = try Self.statement(db, rows: 1)
        group = try Self.statement(db, rows: Self.groupSize)
    }

    private static func statement(_ db: Database, rows: Int) throws -> HotStatement {
        let row = "(\(repeatElement("?", count: columns.count).joined(separator: ", ")))"
        return try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO role_session (\(columns.joined(separator: ", ")))
                VALUES \(repeatElement(row, count: rows).joined(separator: ", "))
                """,
            blobs: rows
        )
    }

    /// Writes the starts of sessions of a batch.
    ///
    /// - parameter numbers: The index's numbers of the batch's texts, by kind.
    func write(_ batch: IndexBatch, _ numbers: [[Int64]]) throws {
        let starts = batch.sessionStarts
        var position = 0
        while position + Self.groupSize <= starts.count {
            for slot in 0..<Self.groupSize {
                bind(starts[position + slot], batch, numbers, group, slot: slot)
            }
            _ = try group.run()
            position += Self.groupSize
        }
        for begun in starts[position...] {
            bind(begun, batch, numbers, single, slot: 0)
            _ = try single.run()
        }
    }

    private func bind(
        _ begun: SessionStart,
        _ batch: IndexBatch,
        _ numbers: [[Int64]],
        _ statement: HotStatement,
        slot: Int
    ) {
        func number(_ kind: TextKind, _ text: Int32) -> Int64 { numbers[kind.rawValue][Int(text)] }
        let row = batch.rows[Int(begun.row)]
        let start = begun.start
        let first = Int32(slot * Self.columns.count)
        statement.bind(row.time, at: first + 1)
        statement.bind(id: row, batch, at: first + 2, slot: slot)
        statement.bind(row.content, at: first + 3)
        statement.bind(start.method.rawValue, at: first + 4)
        statement.bind(number(.principal, begun.caller), at: first + 5)
        statement.bind(number(.session, begun.callerSession), at: first + 6)
        statement.bind(number(.accessKey, begun.callerKey), at: first + 7)
        statement.bind(number(.resource, begun.role), at: first + 8)
        statement.bind(number(.session, begun.session), at: first + 9)
        statement.bind(number(.account, row[.account]), at: first + 10)
        statement.bind(number(.address, row[.address]), at: first + 11)
        statement.bind(number(.error, row[.error]), at: first + 12)
        statement.bind(Int64(row.flags.rawValue), at: first + 13)
        statement.bind(start.issuedKey, at: first + 14)
        statement.bind(start.sessionName, at: first + 15)
        statement.bind(start.sourceIdentity, at: first + 16)
        statement.bind(start.subject, at: first + 17)
        statement.bind(start.provider, at: first + 18)
        statement.bind(start.audience, at: first + 19)
        statement.bind(start.sharedEventID, at: first + 20)
        if let seconds = start.durationSeconds {
            statement.bind(seconds, at: first + 21)
        } else {
            statement.bindNull(at: first + 21)
        }
    }
}
