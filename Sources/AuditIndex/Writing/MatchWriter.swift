import Foundation
import GRDB

/// Keeps `rule`, `match` and `judgement`, and what correlations want of events.
struct MatchWriter {
    private let db: Database
    private let add: HotStatement
    private let observe: HotStatement
    private var subjects: SubjectWriter
    private var hours: HourWriter
    private var touches: TouchWriter
    /// The index's numbers of the judgement's rules.
    private var rules: [Int64] = []
    /// What is kept of the events of each.
    private var records: [JudgedRule.Record] = []
    /// The judgement's number; 0 without one.
    private(set) var judgement: Int64 = 0

    init(_ db: Database) throws {
        self.db = db
        add = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO match (rule, subject, time, id, content)
                VALUES (?1, ?2, ?3, ?4, ?5)
                """
        )
        observe = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO observation (rule, subject, time, id, content, place, value)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """
        )
        subjects = try SubjectWriter(db)
        hours = try HourWriter(db)
        touches = try TouchWriter(db)
    }

    /// Enters a judgement and its rules.
    mutating func begin(_ judgement: Judgement) throws {
        rules = try judgement.rules.map(number)
        records = judgement.rules.map(\.record)
        self.judgement =
            try Int64.fetchOne(
                db,
                sql: """
                    INSERT INTO judgement (rules, architecture, paths, last_used)
                    VALUES (?, ?, ?, unixepoch())
                    ON CONFLICT DO UPDATE SET paths = excluded.paths, last_used = unixepoch()
                    RETURNING id
                    """,
                arguments: [
                    judgement.ruleSet, judgement.architecture, try Self.json(judgement.paths),
                ]
            ) ?? 0
    }

    /// The number of a rule, whose title and place may have changed since it was entered.
    private func number(_ rule: JudgedRule) throws -> Int64 {
        let id = try Int64.fetchOne(
            db,
            sql: """
                INSERT INTO rule
                  (hash, rule_id, title, level, status, file, raises_alerts, known_from)
                VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT max(time) FROM event))
                ON CONFLICT DO UPDATE SET file = excluded.file,
                  raises_alerts = excluded.raises_alerts
                RETURNING id
                """,
            arguments: [
                rule.hash, rule.ruleID, rule.title, rule.level, rule.status, rule.file,
                rule.raisesAlerts,
            ]
        )
        guard let id else { throw DatabaseError(message: "a rule has no number") }
        return id
    }

    private static func json(_ texts: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
    }

    /// Writes the hits of a batch, and what correlations want of its events.
    ///
    /// - parameters:
    ///   - source: Gives the number of a row's file.
    ///   - isOwn: Whether a row is its file's own, and not another's that came first.
    mutating func write(
        _ batch: IndexBatch,
        source: (EventRow) -> Int64,
        isOwn: (Int32) -> Bool
    ) throws {
        guard !batch.ruleHits.isEmpty || !batch.observations.isEmpty else { return }
        subjects.begin()
        for hit in batch.ruleHits {
            let row = batch.rows[Int(hit.row)]
            let rule = rules[Int(hit.rule)]
            let subject = try subjects.number(rule, hit.subject, batch)
            add.bind(rule, at: 1)
            add.bind(subject, at: 2)
            add.bind(row.time, at: 3)
            add.bind(id: row, batch, at: 4)
            add.bind(row.content, at: 5)
            if try add.run() > 0 { touches.add(rule, subject, time: row.time) }
        }
        for observation in batch.observations {
            let row = batch.rows[Int(observation.row)]
            let rule = rules[Int(observation.rule)]
            switch records[Int(observation.rule)] {
            case .matches: break
            case .observations:
                let subject = try subjects.number(rule, observation.subject, batch)
                observe.bind(rule, at: 1)
                observe.bind(subject, at: 2)
                observe.bind(row.time, at: 3)
                observe.bind(id: row, batch, at: 4)
                observe.bind(row.content, at: 5)
                observe.bind(Int64(observation.place), at: 6)
                observe.bind(
                    text: observation.value == 0 ? [] : batch.subjects.utf8(observation.value),
                    at: 7
                )
                if try observe.run() > 0 { touches.add(rule, subject, time: row.time) }
            case .hours:
                guard isOwn(observation.row) else { continue }
                let subject = try subjects.number(rule, observation.subject, batch)
                hours.add(
                    HourWriter.Key(
                        rule: rule,
                        subject: subject,
                        expected: observation.place,
                        hour: row.time - (row.time % 3_600 + 3_600) % 3_600,
                        source: source(row)
                    ),
                    EventPlace(row, batch)
                )
                touches.add(rule, subject, time: row.time)
            }
        }
    }

    /// Forgets what a file gave to hours when it was read before.
    func begin(source: Int64) throws { try hours.begin(source: source) }

    /// Adds what has gathered since the last commit to the tables.
    mutating func flush() throws {
        try hours.flush()
        try touches.flush()
    }

    /// Forgets what has gathered since the last commit.
    mutating func forget() {
        hours.forget()
        touches.forget()
        subjects.forget()
    }
}
