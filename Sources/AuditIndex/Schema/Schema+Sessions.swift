extension Schema {
    /// How sessions began.
    ///
    /// `session` is 0 where the ARN is that which a role and the session's name make.
    ///
    /// What was done in them is not kept apart: `seen` tells the hours of a key or a session, and
    /// reading these is quicker than every run's keeping of a table would be slower.
    ///
    /// An index that was made before knows its files' events, but not which of them began a
    /// session: its files are marked as not read to the end, so that the next run takes the rest.
    static let sessions = """
        CREATE TABLE role_session (
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          method TEXT NOT NULL, caller INTEGER NOT NULL, caller_session INTEGER NOT NULL,
          caller_key INTEGER NOT NULL, role INTEGER NOT NULL, session INTEGER NOT NULL,
          issued_key TEXT, account INTEGER NOT NULL, address INTEGER NOT NULL,
          error INTEGER NOT NULL, flags INTEGER NOT NULL, name TEXT, source_identity TEXT,
          subject TEXT, provider TEXT, audience TEXT, duration INTEGER, shared_id TEXT,
          PRIMARY KEY (time, id, content)
        ) WITHOUT ROWID;
        CREATE INDEX role_session_issued ON role_session (issued_key)
          WHERE issued_key IS NOT NULL;
        CREATE INDEX role_session_caller ON role_session (caller_key) WHERE caller_key <> 0;
        UPDATE source SET state = 'reading' WHERE state IN ('read', 'damaged');
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
