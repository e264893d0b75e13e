extension Schema {
    /// Every file that was read, and what in it was rejected.
    static let ledger = """
        CREATE TABLE folder (
          id INTEGER PRIMARY KEY,
          path NOT NULL UNIQUE -- text, or a blob where it is not UTF-8
        );
        CREATE TABLE source (
          id INTEGER PRIMARY KEY,
          folder INTEGER NOT NULL REFERENCES folder, name NOT NULL,
          size INTEGER NOT NULL,
          modified INTEGER NOT NULL, -- nanoseconds since 1970
          state TEXT NOT NULL
            CHECK (state IN ('reading', 'read', 'digest', 'damaged', 'other')),
          kind TEXT, -- what it is, where it is not CloudTrail; 'pipe' where it was read from one
          records INTEGER NOT NULL, indexed INTEGER NOT NULL,
          duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
          inflated_bytes INTEGER NOT NULL, damage TEXT,
          rule_set INTEGER NOT NULL DEFAULT 0, -- what evaluated its events; 0 for no rules
          read_at INTEGER NOT NULL,
          UNIQUE (folder, name)
        );
        CREATE INDEX source_damaged ON source (id) WHERE state IN ('reading', 'damaged');
        CREATE TABLE rejected (
          source INTEGER NOT NULL REFERENCES source, offset INTEGER NOT NULL,
          length INTEGER NOT NULL, reason TEXT NOT NULL,
          PRIMARY KEY (source, offset)
        ) WITHOUT ROWID;
        CREATE TABLE log_path (path TEXT PRIMARY KEY, last_used INTEGER NOT NULL) WITHOUT ROWID;
        CREATE VIEW sources AS SELECT
          folder.path || '/' || source.name AS file, source.state AS state, source.kind AS kind,
          source.records AS records, source.indexed AS indexed,
          source.duplicates AS duplicates, source.rejected AS rejected,
          source.damage AS damage, source.size AS size,
          strftime('%Y-%m-%dT%H:%M:%SZ', source.read_at, 'unixepoch') AS readAt
        FROM source JOIN folder ON folder.id = source.folder;
        """
}
