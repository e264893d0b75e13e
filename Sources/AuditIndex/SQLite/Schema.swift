import GRDB

/// The tables of the index, as migrations from the first day.
///
/// A migration that has been released is never edited; another follows it.
enum Schema {
    /// Marks the file as an index of this program: "audi" in ASCII.
    static let applicationID: Int32 = 0x6175_6469

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 events and their sources") { db in
            try db.execute(sql: dictionaries)
            try db.execute(sql: ledger)
            try db.execute(sql: events)
            try db.execute(sql: views)
        }
        migrator.registerMigration("2 secrets") { db in try db.execute(sql: secrets) }
        migrator.registerMigration("3 sessions") { db in try db.execute(sql: sessions) }
        migrator.registerMigration("4 matches") { db in try db.execute(sql: matches) }
        migrator.registerMigration("5 alerts") { db in try db.execute(sql: alerts) }
        migrator.registerMigration("6 security groups") { db in try db.execute(sql: groups) }
        migrator.registerMigration("7 secret rows") { db in try db.execute(sql: secretRows) }
        migrator.registerMigration("8 observations") { db in
            try db.execute(sql: observationSegments)
        }
        migrator.registerMigration("9 covered alerts") { db in
            try db.execute(sql: coveredAlerts)
        }
        return migrator
    }

    /// Texts, each once.
    ///
    /// 0 in a referring column means that the record has no such text.
    private static var dictionaries: String {
        let plain = TextKind.allCases.filter { $0 != .action && $0 != .principal }
        let tables = plain.map {
            "CREATE TABLE \($0.table) (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
        }
        return """
            CREATE TABLE action (
              id INTEGER PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL,
              UNIQUE (source, name)
            );
            CREATE TABLE principal (
              id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE,
              kind TEXT NOT NULL, role TEXT
            );
            \(tables.joined(separator: "\n"))
            """
    }

    /// Every file that was read, and what in it could not be taken.
    private static let ledger = """
        CREATE TABLE folder (id INTEGER PRIMARY KEY, path NOT NULL UNIQUE);
        CREATE TABLE source (
          id INTEGER PRIMARY KEY,
          folder INTEGER NOT NULL REFERENCES folder, name NOT NULL,
          size INTEGER NOT NULL, modified INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('reading', 'read', 'digest', 'damaged')),
          records INTEGER NOT NULL, indexed INTEGER NOT NULL,
          duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
          inflated_bytes INTEGER NOT NULL, damage TEXT, read_at INTEGER NOT NULL,
          UNIQUE (folder, name)
        );
        CREATE INDEX source_damaged ON source (id) WHERE state IN ('reading', 'damaged');
        CREATE TABLE rejected (
          source INTEGER NOT NULL REFERENCES source, offset INTEGER NOT NULL,
          length INTEGER NOT NULL, reason TEXT NOT NULL,
          PRIMARY KEY (source, offset)
        ) WITHOUT ROWID;
        """

    /// Every event, clustered by time: the key gives exact dedup and the order of time for one
    /// B-tree.
    ///
    /// It has no other index on purpose; a range of time is scanned, and `activity` and `seen`
    /// tell which hours.
    private static let events = """
        CREATE TABLE event (
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          \(TextKind.allCases.map { "\($0.table) INTEGER NOT NULL" }.joined(separator: ", ")),
          flags INTEGER NOT NULL,
          source INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
          PRIMARY KEY (time, id, content)
        ) WITHOUT ROWID;
        CREATE TABLE activity (
          day INTEGER NOT NULL, principal INTEGER NOT NULL, action INTEGER NOT NULL,
          error INTEGER NOT NULL, count INTEGER NOT NULL, hours INTEGER NOT NULL,
          PRIMARY KEY (day, principal, action, error)
        ) WITHOUT ROWID;
        CREATE TABLE seen (
          day INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL,
          count INTEGER NOT NULL, hours INTEGER NOT NULL,
          PRIMARY KEY (day, kind, id)
        ) WITHOUT ROWID;
        """

    /// The same with names instead of numbers, for any SQLite tool.
    private static let views = """
        CREATE VIEW events AS SELECT
          \(EventText.idSQL) AS eventID,
          strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
          nullif(action.source, '') AS eventSource, nullif(action.name, '') AS eventName,
          region.text AS awsRegion, account.text AS recipientAccountId,
          address.text AS sourceIPAddress, agent.text AS userAgent,
          CASE WHEN error.text <> '\(EventText.failureWithoutCode)' THEN error.text END
            AS errorCode,
          access_key.text AS accessKeyId,
          principal.text AS principal, principal.kind AS principalKind, principal.role AS role,
          session.text AS session, resource.text AS resource,
          event.flags & 1 AS failed, event.flags >> 1 & 1 AS denied,
          event.flags >> 2 & 1 AS readOnly,
          folder.path || '/' || source.name AS file, event.offset AS offset,
          event.length AS length
        FROM event
          LEFT JOIN action ON action.id = event.action
          LEFT JOIN principal ON principal.id = event.principal
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
          principal.text AS principal, principal.kind AS principalKind,
          action.source AS eventSource, action.name AS eventName, error.text AS error,
          activity.count AS count, activity.hours AS hours
        FROM activity
          LEFT JOIN principal ON principal.id = activity.principal
          LEFT JOIN action ON action.id = activity.action
          LEFT JOIN error ON error.id = activity.error;
        CREATE VIEW sources AS SELECT
          folder.path || '/' || source.name AS file, source.state AS state,
          source.records AS records, source.indexed AS indexed,
          source.duplicates AS duplicates, source.rejected AS rejected,
          source.damage AS damage, source.size AS size,
          strftime('%Y-%m-%dT%H:%M:%SZ', source.read_at, 'unixepoch') AS readAt
        FROM source JOIN folder ON folder.id = source.folder;
        """
}
