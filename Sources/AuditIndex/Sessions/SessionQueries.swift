import Basics
import CloudTrail
import GRDB
import SecurityArchitecture

/// The start of a session, as the index has it.
package struct SessionStartRecord: Sendable {
    /// The event that began it.
    package var identifier: EventIdentifier
    /// The account that recorded it.
    package var account: String?
    /// Who, how, from where; `caller` is the caller's role, not its session.
    package var start: RoleSessionStart
    /// Whether a service made the call for its caller; then ``start`` has no `callerKey`.
    package var isForwarded: Bool

    /// Whether it names who began it: another account's copy of a call does not.
    package var namesCaller: Bool { start.caller.kind != .account }
}

extension SessionStartRecord {
    /// Reads a row of `AuditDatabase.sessionStarts`; nil for a method of a later version.
    init?(_ row: Row) {
        guard let method = RoleSessionStart.Method(rawValue: row["method"]) else { return nil }
        let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row["flags"] as Int64))
        let caller = IndexedPrincipal(
            text: row["caller_text"] ?? "",
            type: row["caller_type"] ?? "unknown",
            role: row["caller_role"],
            person: row["caller_person"]
        )
        let time = EventTime(seconds: row["time"])
        var start = RoleSessionStart(method, at: time, by: caller.principal)
        start.callerSession = row["caller_session_text"]
        start.callerKey = row["caller_key_text"]
        start.role = row["role_text"]
        start.sessionName = row["name"]
        start.issuedKey = row["issued_key"]
        start.address = row["address_text"]
        start.isMFAAuthenticated = flags.contains(.mfa) ? true : nil
        start.sourceIdentity = row["source_identity"]
        start.subject = row["subject"]
        start.provider = row["provider"]
        start.audience = row["audience"]
        start.durationSeconds = row["duration"]
        start.sharedEventID = row["shared_id"]
        let error: String? = row["error_text"]
        start.outcome = Outcome(
            isFailure: flags.contains(.failed),
            isDenied: flags.contains(.denied),
            errorCode: error == EventText.failureWithoutCode ? nil : error
        )
        start.session =
            row["session_text"] ?? (start.outcome.isFailure ? nil : start.impliedSession)
        start.takeSubjectAsCaller()
        self.init(
            identifier: TextReader.identifier(row["id"], flags),
            account: row["account_text"],
            start: start,
            isForwarded: flags.contains(.forwarded)
        )
    }
}

extension AuditDatabase {
    /// Which starts of sessions are asked for.
    package enum SessionQuery: Sendable {
        /// All of them.
        case all
        /// Those of some roles, by ARN.
        case roles([String])
        /// The one that issued a key; two where both accounts of a call recorded it.
        case issuing(String)
        /// Those made with a key.
        case madeWith(String)
        /// Those that were made in the session with an ARN, and not with a key of it: in the
        /// console, and by services for it.
        case madeWithoutKey(session: String)
        /// Those of the session with an ARN.
        case session(String)
        /// The sign-ins of programs in the session with an ARN.
        case signIns(session: String)
        /// The one that an event is.
        case event(IndexedEvent)
    }

    /// The starts of sessions, the oldest first, denied attempts included.
    ///
    /// For example:
    ///
    /// ```swift
    /// for record in try index.sessionStarts(.issuing("ASIAEXAMPLEDEPLOYPRD")) {
    ///     print(record.start.caller.name, record.start.role ?? "-")
    /// }
    /// ```
    ///
    /// - parameters:
    ///   - query: Which.
    ///   - span: Only those that began in these seconds since 1970.
    /// - complexity: O(log n) for a key or an event; else O(n) in the starts that the index has,
    ///   or in those of the span.
    package func sessionStarts(
        _ query: SessionQuery,
        in span: Range<Int64>? = nil
    ) throws -> [SessionStartRecord] {
        let (condition, arguments) = query.sql
        let time = span == nil ? "" : " AND start.time >= ? AND start.time < ?"
        let bounds: StatementArguments = span.map { [$0.lowerBound, $0.upperBound] } ?? []
        return try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT start.*, caller.text AS caller_text, caller.type AS caller_type,
                      caller.role AS caller_role, caller.person AS caller_person, caller_session.text AS caller_session_text,
                      caller_key.text AS caller_key_text, role.text AS role_text,
                      session.text AS session_text, account.text AS account_text,
                      address.text AS address_text, error.text AS error_text
                    FROM role_session AS start
                      LEFT JOIN principal AS caller ON caller.id = start.caller
                      LEFT JOIN session AS caller_session
                        ON caller_session.id = start.caller_session
                      LEFT JOIN access_key AS caller_key ON caller_key.id = start.caller_key
                      LEFT JOIN resource AS role ON role.id = start.role
                      LEFT JOIN session ON session.id = start.session
                      LEFT JOIN account ON account.id = start.account
                      LEFT JOIN address ON address.id = start.address
                      LEFT JOIN error ON error.id = start.error
                    WHERE \(condition)\(time) ORDER BY start.time, start.id
                    """,
                arguments: arguments + bounds
            ).compactMap(SessionStartRecord.init).filter(query.isMet)
        }
    }

    /// The roles that somebody assumed or tried to, by ARN.
    package func assumedRoles() throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT text FROM resource
                    WHERE id IN (SELECT DISTINCT role FROM role_session) ORDER BY text
                    """
            )
        }
    }
}

extension AuditDatabase.SessionQuery {
    /// What SQL leaves open: the ARN of most sessions is not in the table.
    fileprivate func isMet(by record: SessionStartRecord) -> Bool {
        guard case .session(let arn) = self else { return true }
        return record.start.session == arn
    }

    fileprivate var sql: (String, StatementArguments) {
        switch self {
        case .all: ("true", [])
        case .roles(let arns):
            (
                """
                start.role IN (SELECT id FROM resource WHERE text IN \
                (\(repeatElement("?", count: arns.count).joined(separator: ","))))
                """, StatementArguments(arns)
            )
        case .issuing(let key): ("start.issued_key = ?", [key])
        case .madeWith(let key):
            (
                """
                start.caller_key = (SELECT id FROM access_key WHERE text = ?)
                AND start.caller_key <> 0
                """, [key]
            )
        case .madeWithoutKey(let arn):
            (
                """
                start.caller_session = (SELECT id FROM session WHERE text = ?)
                AND start.caller_key = 0 AND start.caller_session <> 0
                """, [arn]
            )
        case .signIns(let arn):
            (
                """
                start.method = 'CreateOAuth2Token'
                AND start.caller_session = (SELECT id FROM session WHERE text = ?)
                AND start.caller_session <> 0
                """, [arn]
            )
        case .session(let arn):
            (
                """
                (start.name = ? OR start.session = (SELECT id FROM session WHERE text = ?)
                  AND start.session <> 0)
                """, [arn.split(separator: "/").last.map(String.init), arn]
            )
        case .event(let event):
            (
                "start.time = ? AND start.id = ? AND start.content = ?",
                [event.time.seconds, event.identifier.databaseValue, event.content]
            )
        }
    }
}
