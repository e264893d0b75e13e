import CloudTrail
import GRDB
import SecurityArchitecture

/// Keeps `role_session`.
struct SessionWriter {
    private let add: HotStatement

    init(_ db: Database) throws {
        add = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO role_session
                  (time, id, content, method, caller, caller_session, caller_key, role, session,
                   account, address, error, flags, issued_key, name, source_identity, subject,
                   provider, audience, shared_id, duration)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                  ?17, ?18, ?19, ?20, ?21)
                """
        )
    }

    /// Writes the start of one session.
    ///
    /// - parameter number: Gives the index's number of a text of the batch.
    func write(
        _ begun: SessionStart,
        _ row: EventRow,
        _ batch: IndexBatch,
        _ number: (TextKind, Int32) -> Int64
    ) throws {
        let start = begun.start
        add.bind(row.time, at: 1)
        add.bind(id: row, batch, at: 2)
        add.bind(row.content, at: 3)
        add.bind(start.method.rawValue, at: 4)
        add.bind(number(.principal, begun.caller), at: 5)
        add.bind(number(.session, begun.callerSession), at: 6)
        add.bind(number(.accessKey, begun.callerKey), at: 7)
        add.bind(number(.resource, begun.role), at: 8)
        add.bind(number(.session, begun.session), at: 9)
        add.bind(number(.account, row[.account]), at: 10)
        add.bind(number(.address, row[.address]), at: 11)
        add.bind(number(.error, row[.error]), at: 12)
        add.bind(Int64(row.flags.rawValue), at: 13)
        add.bind(start.issuedKey, at: 14)
        add.bind(start.sessionName, at: 15)
        add.bind(start.sourceIdentity, at: 16)
        add.bind(start.subject, at: 17)
        add.bind(start.provider, at: 18)
        add.bind(start.audience, at: 19)
        add.bind(start.sharedEventID, at: 20)
        if let seconds = start.durationSeconds {
            add.bind(seconds, at: 21)
        } else {
            add.bindNull(at: 21)
        }
        _ = try add.run()
    }
}
