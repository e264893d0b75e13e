import CloudTrail
import GRDB
import SecurityArchitecture

/// The start of a session, as the index has it.
public struct SessionStartRecord: Sendable {
    /// The event that began it.
    public var identifier: EventIdentifier
    /// The account that recorded it.
    public var account: String?
    /// Who, how, from where; `caller` is the caller's role, not its session.
    public var start: RoleSessionStart
    /// Whether a service made the call for its caller; then ``start`` has no `callerKey`.
    public var isForwarded: Bool

    /// Whether it names who began it: another account's copy of a call does not.
    public var namesCaller: Bool { start.caller.kind != .account }
}

extension SessionStartRecord {
    /// Reads a row of `AuditDatabase.sessionStarts`; nil for a method of a later version.
    init?(_ row: Row) {
        guard let method = RoleSessionStart.Method(rawValue: row["method"]) else { return nil }
        let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row["flags"] as Int64))
        let caller = IndexedPrincipal(
            text: row["caller_text"] ?? "",
            kind: row["caller_kind"] ?? "unknown",
            role: row["caller_role"]
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
