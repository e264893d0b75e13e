import CloudTrail
import GRDB

/// Keeps `role_session`.
struct SessionWriter {
    private let inserter: GroupedInsert

    init(_ db: Database) throws {
        inserter = try GroupedInsert(
            db,
            "INSERT OR IGNORE INTO role_session",
            columns: [
                "time", "id", "content", "method", "caller", "caller_session", "caller_key",
                "role", "session", "account", "address", "error", "flags", "issued_key", "name",
                "source_identity", "subject", "provider", "audience", "shared_id", "duration",
            ],
            size: 8
        )
    }

    /// Writes the starts of sessions of a batch.
    ///
    /// - parameter numbers: The index's numbers of the batch's texts, by kind.
    func write(_ batch: IndexBatch, _ numbers: [[Int64]]) throws {
        try inserter.insert(batch.sessionStarts) { start, statement, place in
            bind(start, batch, numbers, statement, place)
        }
    }

    private func bind(
        _ begun: SessionStart,
        _ batch: IndexBatch,
        _ numbers: [[Int64]],
        _ statement: HotStatement,
        _ place: GroupedInsert.Place
    ) {
        func number(_ kind: TextKind, _ text: Int32) -> Int64 { numbers[kind.rawValue][Int(text)] }
        let row = batch.rows[Int(begun.row)]
        let start = begun.start
        let first = place.first
        statement.bind(row.time, at: first)
        statement.bind(id: row, batch, at: first + 1, slot: place.slot)
        statement.bind(row.content, at: first + 2)
        statement.bind(start.method.rawValue, at: first + 3)
        statement.bind(number(.principal, begun.caller), at: first + 4)
        statement.bind(number(.session, begun.callerSession), at: first + 5)
        statement.bind(number(.accessKey, begun.callerKey), at: first + 6)
        statement.bind(number(.resource, begun.role), at: first + 7)
        statement.bind(number(.session, begun.session), at: first + 8)
        statement.bind(number(.account, row[.account]), at: first + 9)
        statement.bind(number(.address, row[.address]), at: first + 10)
        statement.bind(number(.error, row[.error]), at: first + 11)
        statement.bind(Int64(row.flags.rawValue), at: first + 12)
        statement.bind(start.issuedKey, at: first + 13)
        statement.bind(start.sessionName, at: first + 14)
        statement.bind(start.sourceIdentity, at: first + 15)
        statement.bind(start.subject, at: first + 16)
        statement.bind(start.provider, at: first + 17)
        statement.bind(start.audience, at: first + 18)
        statement.bind(start.sharedEventID, at: first + 19)
        if let seconds = start.durationSeconds {
            statement.bind(seconds, at: first + 20)
        } else {
            statement.bindNull(at: first + 20)
        }
    }
}
