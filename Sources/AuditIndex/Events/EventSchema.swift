extension Schema {
    /// Texts, each once.
    ///
    /// 0 in a column that refers to them means that the record has no such text.
    static let dictionaries = """
        CREATE TABLE action (
          id INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL,
          UNIQUE (source, name)
        );
        CREATE TABLE principal (
          id INTEGER PRIMARY KEY, text TEXT NOT NULL,
          type TEXT NOT NULL, -- root, user, role, instance, and so on
          role TEXT NOT NULL, -- the ARN of the role behind it, or ''
          person TEXT NOT NULL, -- who acted, where the record names a person, or ''
          UNIQUE (text, type, role, person)
        );
        CREATE TABLE directory_user ( -- users of Identity Center, whose calls name none
          id TEXT PRIMARY KEY, name TEXT NOT NULL,
          time INTEGER NOT NULL -- of the sign-in that named the user last
        ) WITHOUT ROWID;
        CREATE TABLE session (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE account (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE region (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE address (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE agent (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE error (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE access_key (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE resource (
          id INTEGER PRIMARY KEY,
          text TEXT NOT NULL, -- what a call is mainly about
          others TEXT NOT NULL, -- what else it is about, as a JSON array; empty where nothing is
          UNIQUE (text, others)
        );
        """

    /// Every event, clustered by time: one B-tree finds copies and keeps the order of time.
    ///
    /// It has no other index on purpose: a range of time is scanned, and `activity` and `seen` say
    /// which hours.
    static let events = """
        CREATE TABLE event (
          time INTEGER NOT NULL, -- seconds since 1970
          id NOT NULL, -- a blob of 16 bytes where it is a UUID, else text
          content INTEGER NOT NULL, -- a hash that tells two contents under one id apart
          action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
          account INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,
          agent INTEGER NOT NULL, error INTEGER NOT NULL, access_key INTEGER NOT NULL,
          resource INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          -- where the raw record is: a file, and bytes of its inflated content
          source INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
          PRIMARY KEY (time, id, content)
        ) WITHOUT ROWID;
        CREATE TABLE activity (
          day INTEGER NOT NULL, -- days since 1970
          principal INTEGER NOT NULL, action INTEGER NOT NULL, error INTEGER NOT NULL,
          count INTEGER NOT NULL,
          hours INTEGER NOT NULL, -- a bit for each hour, 1 for the first
          PRIMARY KEY (day, principal, action, error)
        ) WITHOUT ROWID;
        CREATE TABLE seen (
          day INTEGER NOT NULL,
          kind INTEGER NOT NULL, -- the dictionary: 2 for session, 3 for account, and so on
          id INTEGER NOT NULL,
          count INTEGER NOT NULL, hours INTEGER NOT NULL,
          PRIMARY KEY (day, kind, id)
        ) WITHOUT ROWID;
        CREATE VIEW events AS SELECT
          \(eventIDSQL) AS eventID,
          strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
          nullif(action.source, '') AS eventSource, nullif(action.name, '') AS eventName,
          region.text AS awsRegion, account.text AS recipientAccountId,
          address.text AS sourceIPAddress, agent.text AS userAgent,
          CASE WHEN error.text <> '(failure without a code)' THEN error.text END
            AS errorCode,
          access_key.text AS accessKeyId,
          principal.text AS principal, principal.type AS principalType,
          nullif(principal.role, '') AS role,
          coalesce(nullif(principal.person, ''), directory_user.name) AS person,
          session.text AS session, resource.text AS resource,
          nullif(resource.others, '') AS otherResources,
          event.flags & 1 AS failed, event.flags >> 1 & 1 AS denied,
          event.flags >> 2 & 1 AS readOnly,
          folder.path || '/' || source.name AS file, event.offset AS offset,
          event.length AS length
        FROM event
          LEFT JOIN action ON action.id = event.action
          LEFT JOIN principal ON principal.id = event.principal
          LEFT JOIN directory_user
            ON directory_user.id = principal.text AND principal.type = 'directory'
          LEFT JOIN session ON session.id = event.session
          LEFT JOIN account ON account.id = event.account
          LEFT JOIN region ON region.id = event.region
          LEFT JOIN address ON address.id = event.address
          LEFT JOIN agent ON agent.id = event.agent
          LEFT JOIN error ON error.id = event.error
          LEFT JOIN access_key ON access_key.id = event.access_key
          LEFT JOIN resource ON resource.id = event.resource
          LEFT JOIN source ON source.id = event.source
          LEFT JOIN folder ON folder.id = source.folder;
        CREATE VIEW activities AS SELECT
          date(activity.day * 86400, 'unixepoch') AS day,
          principal.text AS principal, principal.type AS principalType,
          coalesce(nullif(principal.person, ''), directory_user.name) AS person,
          action.source AS eventSource, action.name AS eventName, error.text AS error,
          activity.count AS count, activity.hours AS hours
        FROM activity
          LEFT JOIN principal ON principal.id = activity.principal
          LEFT JOIN directory_user
            ON directory_user.id = principal.text AND principal.type = 'directory'
          LEFT JOIN action ON action.id = activity.action
          LEFT JOIN error ON error.id = activity.error;
        """
}
