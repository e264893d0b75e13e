extension Schema {
    /// How sessions began, and what was done with each key.
    ///
    /// `session_activity` follows from the events that an older index has; how their sessions
    /// began does not, so that its files are marked as not read to the end, and the next run
    /// takes the rest.
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
        CREATE INDEX role_session_session ON role_session (session) WHERE session <> 0;
        CREATE INDEX role_session_caller ON role_session (caller_key) WHERE caller_key <> 0;
        CREATE TABLE session_activity (
          session INTEGER NOT NULL, access_key INTEGER NOT NULL, action INTEGER NOT NULL,
          outcome INTEGER NOT NULL, address INTEGER NOT NULL,
          principal INTEGER NOT NULL, count INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (session, access_key, action, outcome, address)
        ) WITHOUT ROWID;
        CREATE INDEX session_activity_key ON session_activity (access_key)
          WHERE access_key <> 0;
        INSERT INTO session_activity
          SELECT session,
            CASE WHEN flags & \(EventFlags.forwarded.rawValue) THEN 0 ELSE access_key END,
            action, (flags & 3) | ((flags >> 2) & 4), address,
            min(principal), count(*), min(time), max(time)
          FROM event WHERE session <> 0
            OR (access_key <> 0 AND NOT flags & \(EventFlags.forwarded.rawValue))
          GROUP BY 1, 2, 3, 4, 5;
        UPDATE source SET state = 'reading' WHERE state IN ('read', 'damaged');
        CREATE VIEW role_sessions AS SELECT
          strftime('%Y-%m-%dT%H:%M:%SZ', start.time, 'unixepoch') AS eventTime,
          start.method AS method, role.text AS role, session.text AS session,
          start.issued_key AS issuedAccessKeyId, caller.text AS caller,
          caller_session.text AS callerSession, caller_key.text AS callerAccessKeyId,
          address.text AS sourceIPAddress, account.text AS recipientAccountId,
          error.text AS errorCode, start.flags >> 1 & 1 AS denied,
          start.flags >> 3 & 1 AS mfa, start.source_identity AS sourceIdentity,
          start.subject AS subject, start.provider AS provider,
          start.duration AS durationSeconds
        FROM role_session AS start
          LEFT JOIN resource AS role ON role.id = start.role
          LEFT JOIN session ON session.id = start.session
          LEFT JOIN principal AS caller ON caller.id = start.caller
          LEFT JOIN session AS caller_session ON caller_session.id = start.caller_session
          LEFT JOIN access_key AS caller_key ON caller_key.id = start.caller_key
          LEFT JOIN address ON address.id = start.address
          LEFT JOIN account ON account.id = start.account
          LEFT JOIN error ON error.id = start.error;
        CREATE VIEW session_activities AS SELECT
          session.text AS session, access_key.text AS accessKeyId,
          principal.text AS principal, principal.role AS role,
          action.source AS eventSource, action.name AS eventName,
          activity.outcome & 1 AS failed, activity.outcome >> 1 & 1 AS denied,
          activity.outcome >> 2 & 1 AS forwarded, address.text AS sourceIPAddress,
          activity.count AS count,
          strftime('%Y-%m-%dT%H:%M:%SZ', activity.first, 'unixepoch') AS first,
          strftime('%Y-%m-%dT%H:%M:%SZ', activity.last, 'unixepoch') AS last
        FROM session_activity AS activity
          LEFT JOIN session ON session.id = activity.session
          LEFT JOIN access_key ON access_key.id = activity.access_key
          LEFT JOIN principal ON principal.id = activity.principal
          LEFT JOIN action ON action.id = activity.action
          LEFT JOIN address ON address.id = activity.address;
        """
}
