extension Schema {
    /// What correlations count, and what they found.
    ///
    /// What they count of events is in `observation_segment`, one row for a commit, a correlation
    /// and a day, see ``ObservationSegment``; for those that look back over months it is the clock
    /// hours of each file, in `rule_hour`. What they found is in `firing`, and where another
    /// correlation counts that, in `observed_firing`, too.
    static let observations = """
        CREATE TABLE observation_segment (
          id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, day INTEGER NOT NULL, data BLOB NOT NULL
        );
        CREATE INDEX observation_segment_by_day ON observation_segment (rule, day);
        CREATE TABLE rule_hour (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL,
          expected INTEGER NOT NULL, -- 1 for what ends an absence
          hour INTEGER NOT NULL, -- its first second
          source INTEGER NOT NULL, count INTEGER NOT NULL,
          first_time INTEGER NOT NULL, first_id NOT NULL,
          last_time INTEGER NOT NULL, last_id NOT NULL,
          PRIMARY KEY (rule, subject, expected, hour, source)
        ) WITHOUT ROWID;
        CREATE INDEX rule_hour_by_source ON rule_hour (source);
        CREATE TABLE firing (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL, time INTEGER NOT NULL,
          start INTEGER NOT NULL, measure REAL NOT NULL, remark TEXT,
          events TEXT NOT NULL, -- the first ones, JSON
          PRIMARY KEY (rule, subject, time)
        ) WITHOUT ROWID;
        CREATE TABLE observed_firing (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL, -- the correlation that counts it
          time INTEGER NOT NULL,
          fired_rule INTEGER NOT NULL, fired_subject INTEGER NOT NULL, -- with time, in firing
          rule_index INTEGER NOT NULL, -- of fired_rule among the rules that it refers to
          value TEXT NOT NULL, -- the measured tuples, JSON
          PRIMARY KEY (rule, subject, time, fired_rule, fired_subject, rule_index)
        ) WITHOUT ROWID;
        CREATE TABLE pending (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL, -- something is new between these
          PRIMARY KEY (rule, subject)
        ) WITHOUT ROWID;
        """

    /// Alerts with their evidence, the outbox, and what the alert job remembers between runs.
    static let alerts = """
        CREATE TABLE alert (
          id INTEGER PRIMARY KEY,
          key TEXT NOT NULL, -- the same for all alerts of a rule and subject
          rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
          twins INTEGER NOT NULL, -- second records of a call, among those counted
          level TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL,
          basis TEXT NOT NULL, facts TEXT NOT NULL, entities TEXT NOT NULL, -- both JSON
          staged INTEGER NOT NULL, -- 1 for experimental rules, of which nobody is notified
          covered_by INTEGER, -- an alert whose notice says it all
          state TEXT NOT NULL DEFAULT 'open',
          state_until INTEGER, state_by TEXT, state_why TEXT, state_at INTEGER,
          created INTEGER NOT NULL,
          began INTEGER NOT NULL, -- the first event behind the first hit
          response TEXT NOT NULL DEFAULT '', -- what to do, filled in
          notified INTEGER, notified_level TEXT, notified_entities TEXT, notified_last INTEGER,
          pending INTEGER NOT NULL DEFAULT 1 -- it has changed since notices were last written
        );
        CREATE INDEX alert_by_key ON alert (key, first);
        CREATE INDEX alert_pending ON alert (pending) WHERE pending;
        CREATE INDEX alert_covered ON alert (covered_by) WHERE covered_by IS NOT NULL;
        CREATE TABLE alert_event (
          alert INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          raw TEXT, -- the record, credentials blanked
          why_missing TEXT,
          shared_id TEXT, -- the same in the record that another account has of the call
          PRIMARY KEY (alert, time, id, content)
        );
        CREATE TABLE delivery (
          id INTEGER PRIMARY KEY, alert INTEGER, key TEXT NOT NULL, kind TEXT NOT NULL,
          channel TEXT NOT NULL,
          notice TEXT NOT NULL, -- JSON
          state TEXT NOT NULL DEFAULT 'waiting',
          attempts INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,
          next_attempt INTEGER NOT NULL, ended INTEGER, thread TEXT, reason TEXT
        );
        CREATE INDEX delivery_waiting ON delivery (state, next_attempt) WHERE state = 'waiting';
        CREATE INDEX delivery_by_key ON delivery (key, channel);
        CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE VIEW alerts AS SELECT
          alert.id AS alert, alert.key AS key, rule.title AS rule, rule.rule_id AS ruleID,
          alert.level AS level, alert.state AS state, alert.title AS title,
          alert.reason AS reason, alert.basis AS basis, alert.count - alert.twins AS count,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.began, 'unixepoch') AS first,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.last, 'unixepoch') AS last,
          alert.staged AS staged, alert.covered_by AS coveredBy
        FROM alert JOIN rule ON rule.id = alert.rule;
        """

    /// Alerts that have changed since their evidence and texts were made.
    static let uncomposedAlerts = """
        CREATE TABLE uncomposed_alert (alert INTEGER PRIMARY KEY);
        """

    /// The techniques of ATT&CK that rules are tagged with.
    static let techniquesOfRules = """
        -- ids, with a blank between two
        ALTER TABLE rule ADD COLUMN techniques TEXT NOT NULL DEFAULT '';
        DROP VIEW alerts;
        CREATE VIEW alerts AS SELECT
          alert.id AS alert, alert.key AS key, rule.title AS rule, rule.rule_id AS ruleID,
          alert.level AS level, alert.state AS state, alert.title AS title,
          alert.reason AS reason, alert.basis AS basis, alert.count - alert.twins AS count,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.began, 'unixepoch') AS first,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.last, 'unixepoch') AS last,
          alert.staged AS staged, alert.covered_by AS coveredBy, rule.techniques AS techniques
        FROM alert JOIN rule ON rule.id = alert.rule;
        """
}
