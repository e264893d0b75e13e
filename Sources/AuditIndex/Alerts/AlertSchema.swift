extension Schema {
    /// What rules saw, by what it is about, and the alerts that came of it.
    ///
    /// A `subject` is what a hit is about: the values of the fields that tell the alerts of a rule,
    /// or the groups of a correlation, apart, as a JSON array. Rules that only correlations ask
    /// for have no rows in `match`; what the correlations want of them is kept in their names:
    /// each event in `observation_segment`, or for those that look back over months the clock
    /// hours of each file in `rule_hour`. What correlations found is in `firing`; where another
    /// correlation counts that, it is in `observed_firing`, too. A row of `pending` says that a
    /// subject has something new between two times, and is to be evaluated.
    ///
    /// `known_from` of a rule is the time of the last event that the index had before it knew the
    /// rule: what it looks back over begins there. It is null where the rule has seen all events.
    static let alerts = """
        ALTER TABLE rule ADD COLUMN known_from INTEGER;
        CREATE TABLE subject (
          id INTEGER PRIMARY KEY, rule INTEGER NOT NULL REFERENCES rule, key TEXT NOT NULL,
          UNIQUE (rule, key)
        );
        ALTER TABLE match RENAME TO old_match;
        CREATE TABLE match (
          rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          PRIMARY KEY (rule, subject, time, id, content)
        ) WITHOUT ROWID;
        INSERT INTO match SELECT rule, 0, time, id, content FROM old_match
          WHERE rule IN (SELECT id FROM rule WHERE raises_alerts);
        DROP VIEW matches;
        DROP TABLE old_match;
        \(matchView)
        CREATE TABLE observed_firing (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL, time INTEGER NOT NULL,
          fired_rule INTEGER NOT NULL, fired_subject INTEGER NOT NULL,
          rule_index INTEGER NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (rule, subject, time, fired_rule, fired_subject, rule_index)
        ) WITHOUT ROWID;
        CREATE TABLE rule_hour (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL, expected INTEGER NOT NULL,
          hour INTEGER NOT NULL, source INTEGER NOT NULL, count INTEGER NOT NULL,
          first_time INTEGER NOT NULL, first_id NOT NULL,
          last_time INTEGER NOT NULL, last_id NOT NULL,
          PRIMARY KEY (rule, subject, expected, hour, source)
        ) WITHOUT ROWID;
        CREATE INDEX rule_hour_by_source ON rule_hour (source);
        CREATE TABLE firing (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL, time INTEGER NOT NULL,
          start INTEGER NOT NULL, measure REAL NOT NULL, remark TEXT, events TEXT NOT NULL,
          PRIMARY KEY (rule, subject, time)
        ) WITHOUT ROWID;
        CREATE TABLE pending (
          rule INTEGER NOT NULL, subject INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (rule, subject)
        ) WITHOUT ROWID;
        CREATE TABLE alert (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL,
          rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
          level TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL,
          basis TEXT NOT NULL, facts TEXT NOT NULL, entities TEXT NOT NULL,
          staged INTEGER NOT NULL, covered_by INTEGER, state TEXT NOT NULL DEFAULT 'open',
          state_until INTEGER, state_by TEXT, state_why TEXT, state_at INTEGER,
          created INTEGER NOT NULL,
          notified INTEGER, notified_level TEXT, notified_entities TEXT, notified_last INTEGER,
          pending INTEGER NOT NULL DEFAULT 1
        );
        CREATE INDEX alert_by_key ON alert (key, first);
        CREATE INDEX alert_pending ON alert (pending) WHERE pending;
        CREATE TABLE alert_event (
          alert INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          raw TEXT, why_missing TEXT,
          PRIMARY KEY (alert, time, id, content)
        );
        CREATE TABLE delivery (
          id INTEGER PRIMARY KEY, alert INTEGER, key TEXT NOT NULL, kind TEXT NOT NULL,
          channel TEXT NOT NULL, notice TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
          attempts INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL,
          next_attempt INTEGER NOT NULL, ended INTEGER, thread TEXT, reason TEXT
        );
        CREATE INDEX delivery_waiting ON delivery (state, next_attempt) WHERE state = 'waiting';
        CREATE INDEX delivery_by_key ON delivery (key, channel);
        CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE log_path (path TEXT PRIMARY KEY, last_used INTEGER NOT NULL) WITHOUT ROWID;
        CREATE VIEW alerts AS SELECT
          alert.id AS alert, alert.key AS key, rule.title AS rule, rule.rule_id AS ruleID,
          alert.level AS level, alert.state AS state, alert.title AS title,
          alert.reason AS reason, alert.basis AS basis, alert.count AS count,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.first, 'unixepoch') AS first,
          strftime('%Y-%m-%dT%H:%M:%SZ', alert.last, 'unixepoch') AS last,
          alert.staged AS staged, alert.covered_by AS coveredBy
        FROM alert JOIN rule ON rule.id = alert.rule;
        """

    /// Each alert asks which it covers, and nearly none covers any.
    static let coveredAlerts = """
        CREATE INDEX alert_covered ON alert (covered_by) WHERE covered_by IS NOT NULL;
        """
}
