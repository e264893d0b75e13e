import CloudTrail
import GRDB
import SecurityArchitecture

extension Schema {
    /// How sessions began.
    ///
    /// What was done in them is not kept apart: `seen` says the hours of a key or a session, and
    /// reading these costs less than it would cost every run to keep a table.
    static let sessions = """
        CREATE TABLE role_session (
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          method TEXT NOT NULL, caller INTEGER NOT NULL, caller_session INTEGER NOT NULL,
          caller_key INTEGER NOT NULL, role INTEGER NOT NULL,
          session INTEGER NOT NULL, -- 0 where its ARN follows from the role and the name
          issued_key TEXT, account INTEGER NOT NULL, address INTEGER NOT NULL,
          error INTEGER NOT NULL, flags INTEGER NOT NULL, name TEXT, source_identity TEXT,
          subject TEXT, provider TEXT, audience TEXT, duration INTEGER, shared_id TEXT,
          PRIMARY KEY (time, id, content)
        ) WITHOUT ROWID;
        CREATE INDEX role_session_issued ON role_session (issued_key)
          WHERE issued_key IS NOT NULL;
        CREATE INDEX role_session_saml ON role_session (name, role)
          WHERE method = 'AssumeRoleWithSAML';
        CREATE INDEX role_session_caller ON role_session (caller_key) WHERE caller_key <> 0;
        CREATE VIEW role_sessions AS SELECT
          strftime('%Y-%m-%dT%H:%M:%SZ', start.time, 'unixepoch') AS eventTime,
          start.method AS method, role.text AS role, start.name AS sessionName,
          start.issued_key AS issuedAccessKeyId, caller.text AS caller,
          caller_session.text AS callerSession, caller_key.text AS callerAccessKeyId,
          address.text AS sourceIPAddress, account.text AS recipientAccountId,
          error.text AS errorCode, start.flags >> 1 & 1 AS denied,
          start.flags >> 3 & 1 AS mfa, start.source_identity AS sourceIdentity,
          start.subject AS subject, start.provider AS provider,
          start.duration AS durationSeconds
        FROM role_session AS start
          LEFT JOIN resource AS role ON role.id = start.role
          LEFT JOIN principal AS caller ON caller.id = start.caller
          LEFT JOIN session AS caller_session ON caller_session.id = start.caller_session
          LEFT JOIN access_key AS caller_key ON caller_key.id = start.caller_key
          LEFT JOIN address ON address.id = start.address
          LEFT JOIN account ON account.id = start.account
          LEFT JOIN error ON error.id = start.error;
        """
}

/// The start of a session on its way to the index, beside the event that it is of.
///
/// Texts are numbers of the batch's tables, 0 where there is none.
package struct SessionStart: Sendable {
    /// The event, as a position in the batch's rows.
    package var row: Int32
    /// Who began the session, among the principals.
    package var caller: Int32
    /// The caller's own session.
    package var callerSession: Int32
    /// The key that the call was made with.
    package var callerKey: Int32
    /// The role, among the resources.
    package var role: Int32
    /// The session that began.
    package var session: Int32
    /// All else there is to say.
    package var start: RoleSessionStart

    package init(row: Int32, start: RoleSessionStart) {
        self.row = row
        self.start = start
        caller = 0
        callerSession = 0
        callerKey = 0
        role = 0
        session = 0
    }
}

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
        statement.bind(start.sessionName.map { Blanking.text($0) }, at: first + 14)
        statement.bind(start.sourceIdentity.map { Blanking.text($0) }, at: first + 15)
        statement.bind(start.subject.map { Blanking.text($0) }, at: first + 16)
        statement.bind(start.provider.map { Blanking.text($0) }, at: first + 17)
        statement.bind(start.audience.map { Blanking.text($0) }, at: first + 18)
        statement.bind(start.sharedEventID.map { Blanking.text($0) }, at: first + 19)
        if let seconds = start.durationSeconds {
            statement.bind(seconds, at: first + 20)
        } else {
            statement.bindNull(at: first + 20)
        }
    }
}
