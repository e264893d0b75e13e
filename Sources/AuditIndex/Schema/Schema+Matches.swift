extension Schema {
    /// Which events matched which rules, and what each file was judged by.
    ///
    /// A rule is known by the hash of its content, so that a rule that has changed is another. A
    /// `judgement` is a set of rules and a declared architecture; 0 in `source` means that the
    /// file was read without rules.
    static let matches = """
        CREATE TABLE rule (
          id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, rule_id TEXT, title TEXT NOT NULL,
          level TEXT, status TEXT, file TEXT NOT NULL, raises_alerts INTEGER NOT NULL
        );
        CREATE TABLE match (
          rule INTEGER NOT NULL REFERENCES rule,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          PRIMARY KEY (rule, time, id, content)
        ) WITHOUT ROWID;
        CREATE TABLE judgement (
          id INTEGER PRIMARY KEY, rules TEXT NOT NULL, architecture TEXT NOT NULL,
          paths TEXT NOT NULL, last_used INTEGER NOT NULL,
          UNIQUE (rules, architecture)
        );
        ALTER TABLE source ADD COLUMN judgement INTEGER NOT NULL DEFAULT 0;
        \(matchView)
        """

    static let matchView = """
        CREATE VIEW matches AS SELECT
          rule.title AS title, rule.level AS level, rule.rule_id AS rule, rule.hash AS ruleHash,
          rule.raises_alerts AS raisesAlerts, \(EventText.idSQL) AS eventID,
          strftime('%Y-%m-%dT%H:%M:%SZ', match.time, 'unixepoch') AS eventTime,
          action.source AS eventSource, action.name AS eventName,
          principal.text AS principal, address.text AS sourceIPAddress,
          resource.text AS resource, event.flags & 1 AS failed, event.flags >> 1 & 1 AS denied
        FROM match
          JOIN rule ON rule.id = match.rule
          JOIN event ON event.time = match.time AND event.id = match.id
            AND event.content = match.content
          LEFT JOIN action ON action.id = event.action
          LEFT JOIN principal ON principal.id = event.principal
          LEFT JOIN address ON address.id = event.address
          LEFT JOIN resource ON resource.id = event.resource;
        """
}
