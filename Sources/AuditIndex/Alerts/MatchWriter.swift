import Basics
import GRDB

extension Schema {
    /// Rules, and which events they matched.
    ///
    /// A rule is known by the hash of its content, so that a rule that has changed is another. A
    /// rule set is rules and a declared architecture. A subject is what a match is about: the
    /// values of the fields that tell the alerts of a rule, or the groups of a correlation, apart.
    ///
    /// Rules that only correlations refer to have no rows in `match`.
    static let rules = """
        CREATE TABLE rule (
          id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, rule_id TEXT, title TEXT NOT NULL,
          level TEXT, status TEXT, file TEXT NOT NULL, raises_alerts INTEGER NOT NULL,
          -- the time of the last event that the index had before the rule: what the rule looks
          -- back over begins there; null where it has seen all events
          known_from INTEGER
        );
        CREATE TABLE rule_set (
          id INTEGER PRIMARY KEY,
          rules TEXT NOT NULL, -- their hashes, sorted
          architecture TEXT NOT NULL, -- its hash
          paths TEXT NOT NULL, -- where the rules were loaded from, a JSON array
          last_used INTEGER NOT NULL,
          UNIQUE (rules, architecture)
        );
        CREATE TABLE subject (
          id INTEGER PRIMARY KEY, rule INTEGER NOT NULL REFERENCES rule,
          key TEXT NOT NULL, -- a JSON array
          UNIQUE (rule, key)
        );
        CREATE TABLE match (
          rule INTEGER NOT NULL REFERENCES rule, subject INTEGER NOT NULL,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          PRIMARY KEY (rule, subject, time, id, content)
        ) WITHOUT ROWID;
        CREATE VIEW matches AS SELECT
          rule.title AS title, rule.level AS level, rule.rule_id AS rule, rule.hash AS ruleHash,
          rule.raises_alerts AS raisesAlerts, \(eventIDSQL) AS eventID,
          strftime('%Y-%m-%dT%H:%M:%SZ', match.time, 'unixepoch') AS eventTime,
          action.source AS eventSource, action.name AS eventName,
          principal.text AS principal, nullif(principal.person, '') AS person,
          address.text AS sourceIPAddress,
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

/// A rule's hit on an event, on its way to the index.
package struct RuleHit: Hashable, Sendable {
    /// The event, as a position in the batch's rows.
    package var row: Int32
    /// What the hit is about, as a position in the batch's subjects.
    package var subject: Int32

    package init(row: Int32, subject: Int32) {
        self.row = row
        self.subject = subject
    }
}

/// Keeps `rule`, `rule_set` and `match`, and what correlations observe of events.
struct MatchWriter {
    private let db: Database
    private let add: HotStatement
    private var observations: ObservationWriter
    private var subjects: SubjectWriter
    private var hours: HourWriter
    private var pending: PendingSubjectWriter
    /// The index's numbers of the rules of the set.
    private var rules: [Int64] = []
    /// What is kept of the events of each.
    private var records: [EvaluatedRule.Record] = []
    /// Between which times each subject of the batch at hand has something new.
    private var spans: [PendingSpan] = []
    /// The number of the rule set; 0 without one.
    private(set) var fingerprint: Int64 = 0

    init(_ db: Database) throws {
        self.db = db
        add = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO match (rule, subject, time, id, content)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """
        )
        observations = try ObservationWriter(db)
        subjects = try SubjectWriter(db)
        hours = try HourWriter(db)
        pending = try PendingSubjectWriter(db)
    }

    /// Records a rule set and its rules.
    mutating func begin(_ fingerprint: RuleSetFingerprint) throws {
        let enter = try db.makeStatement(sql: Self.entering)
        rules = try fingerprint.rules.map { try number($0, enter) }
        records = fingerprint.rules.map(\.record)
        self.fingerprint =
            try Int64.fetchOne(
                db,
                sql: """
                    INSERT INTO rule_set (rules, architecture, paths, last_used)
                    VALUES (?, ?, ?, unixepoch())
                    ON CONFLICT DO UPDATE SET paths = excluded.paths, last_used = unixepoch()
                    RETURNING id
                    """,
                arguments: [
                    fingerprint.ruleSet, fingerprint.architecture,
                    JSONText.array(fingerprint.paths),
                ]
            ) ?? 0
    }

    /// Inserts a rule, or updates it: its file may have changed.
    private static let entering = """
        INSERT INTO rule
          (hash, rule_id, title, level, status, file, raises_alerts, techniques, known_from)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT max(time) FROM event WHERE time <= unixepoch() + 86400))
        ON CONFLICT DO UPDATE SET file = excluded.file,
          raises_alerts = excluded.raises_alerts, techniques = excluded.techniques
        RETURNING id
        """

    private func number(_ rule: EvaluatedRule, _ enter: Statement) throws -> Int64 {
        let id = try Int64.fetchOne(
            enter,
            arguments: [
                rule.hash, rule.ruleID, rule.title, rule.level, rule.status, rule.file,
                rule.raisesAlerts, rule.techniques.map(\.id).joined(separator: " "),
            ]
        )
        guard let id else { throw DatabaseError(message: "a rule has no number") }
        return id
    }

    /// Writes the hits of a batch, and what correlations observe of its events.
    ///
    /// - parameters:
    ///   - file: Gives the line of a row's file.
    ///   - isNew: Whether a row is new to the index.
    ///   - isOwn: Whether a row is its file's own, and not another's that came first.
    mutating func write(
        _ batch: IndexBatch,
        file: (EventRow) -> LedgerWriter.PartCount,
        isNew: (Int32) -> Bool,
        isOwn: (Int32) -> Bool
    ) throws {
        guard !batch.subjects.isEmpty else { return }
        subjects.begin(batch)
        spans.removeAll(keepingCapacity: true)
        spans.append(contentsOf: repeatElement(PendingSpan(), count: batch.subjects.count))
        for hit in batch.ruleHits {
            let row = batch.rows[Int(hit.row)]
            add.bind(rules[Int(batch.subjects[Int(hit.subject)].rule)], at: 1)
            add.bind(try subjects.number(hit.subject, batch, rules: rules), at: 2)
            add.bind(row.time, at: 3)
            add.bind(id: row, batch, at: 4)
            add.bind(row.content, at: 5)
            if try add.run() > 0 { spans[Int(hit.subject)].include(row.time) }
        }
        for observation in batch.observations {
            let row = batch.rows[Int(observation.row)]
            let line = file(row)
            let position = Int(batch.subjects[Int(observation.subject)].rule)
            if records[position] == .hours {
                guard isOwn(observation.row) else { continue }
                try addHour(observation, rules[position], row, line.source, batch)
            } else {
                // A file that was read before by the same rules has given it then.
                guard isNew(observation.row) || line.fingerprint != fingerprint else { continue }
                try addEntry(observation, rules[position], row, line.source, batch)
            }
            spans[Int(observation.subject)].include(row.time)
        }
        for (position, span) in spans.enumerated() where span.first <= span.last {
            let rule = rules[Int(batch.subjects[position].rule)]
            let subject = try subjects.number(Int32(position), batch, rules: rules)
            pending.add(rule, subject, span.first...span.last)
        }
    }

    private mutating func addEntry(
        _ observation: RuleObservation,
        _ rule: Int64,
        _ row: EventRow,
        _ source: Int64,
        _ batch: IndexBatch
    ) throws {
        var value: Int64 = 0
        if observation.value >= 0 {
            value = try subjects.number(observation.value, batch, rules: rules)
        }
        observations.add(
            rule,
            ObservationEntry(
                subject: try subjects.number(observation.subject, batch, rules: rules),
                event: EventPlace(row, batch),
                content: UInt64(bitPattern: row.content),
                place: Int64(observation.place),
                value: value,
                source: source,
                fingerprint: fingerprint
            )
        )
    }

    private mutating func addHour(
        _ observation: RuleObservation,
        _ rule: Int64,
        _ row: EventRow,
        _ source: Int64,
        _ batch: IndexBatch
    ) throws {
        let key = HourWriter.Key(
            rule: rule,
            subject: try subjects.number(observation.subject, batch, rules: rules),
            expected: observation.place,
            hour: row.time - (row.time % 3_600 + 3_600) % 3_600,
            source: source
        )
        hours.add(key, EventPlace(row, batch))
    }

    /// Forgets what a file gave to hours when it was read before.
    func begin(source: Int64) throws { try hours.begin(source: source) }

    /// What has gathered since the last commit, some 60 bytes each.
    var gathered: Int { hours.count + observations.count + pending.count }

    /// Adds what has gathered since the last commit to the tables.
    mutating func flush() throws {
        try hours.flush()
        try observations.flush()
        try pending.flush()
    }

    /// Forgets what has gathered since the last commit.
    mutating func forget() {
        hours.forget()
        observations.forget()
        pending.forget()
        subjects.forget()
    }
}

/// Between which times there is something new; of nothing, the last is before the first.
private struct PendingSpan {
    var first = Int64.max
    var last = Int64.min

    mutating func include(_ time: Int64) {
        first = min(first, time)
        last = max(last, time)
    }
}
