import CloudTrail
import GRDB

/// Keeps `rule_hour`: what matched in each clock hour of each file, gathered until a commit.
///
/// The file is part of the key, so that what a file gave can be replaced when it is read again.
struct HourWriter {
    struct Key: Hashable {
        var rule: Int64
        var subject: Int64
        var expected: Int32
        var hour: Int64
        var source: Int64

        var order: (Int64, Int64, Int32, Int64, Int64) { (rule, subject, expected, hour, source) }
    }

    private struct Entry {
        var count: Int64
        var first: EventPlace
        var last: EventPlace
    }

    private let inserter: GroupedInsert
    private let clear: HotStatement
    private var waiting: [Key: Entry] = [:]

    init(_ db: Database) throws {
        inserter = try GroupedInsert(
            db,
            "INSERT INTO rule_hour",
            columns: [
                "rule", "subject", "expected", "hour", "source", "count",
                "first_time", "first_id", "last_time", "last_id",
            ],
            blobs: 2,
            tail: """
                ON CONFLICT DO UPDATE SET count = count + excluded.count,
                  first_id = CASE WHEN excluded.first_time < first_time
                    THEN excluded.first_id ELSE first_id END,
                  first_time = min(first_time, excluded.first_time),
                  last_id = CASE WHEN excluded.last_time > last_time
                    THEN excluded.last_id ELSE last_id END,
                  last_time = max(last_time, excluded.last_time)
                """
        )
        clear = try HotStatement(db, sql: "DELETE FROM rule_hour WHERE source = ?1")
    }

    /// Forgets what a file gave when it was read before.
    func begin(source: Int64) throws {
        clear.bind(source, at: 1)
        _ = try clear.run()
    }

    mutating func add(_ key: Key, _ event: EventPlace) {
        guard var entry = waiting[key] else {
            waiting[key] = Entry(count: 1, first: event, last: event)
            return
        }
        entry.count += 1
        if event < entry.first { entry.first = event }
        if entry.last < event { entry.last = event }
        waiting[key] = entry
    }

    /// Adds what has gathered to the table, in the order of its key.
    mutating func flush() throws {
        let hours = waiting.sorted { $0.key.order < $1.key.order }
        try inserter.insert(hours) { hour, statement, place in
            let (key, entry) = hour
            let first = place.first
            statement.bind(key.rule, at: first)
            statement.bind(key.subject, at: first + 1)
            statement.bind(Int64(key.expected), at: first + 2)
            statement.bind(key.hour, at: first + 3)
            statement.bind(key.source, at: first + 4)
            statement.bind(entry.count, at: first + 5)
            statement.bind(entry.first.time, at: first + 6)
            entry.first.bindID(to: statement, at: first + 7, slot: place.slot)
            statement.bind(entry.last.time, at: first + 8)
            entry.last.bindID(to: statement, at: first + 9, slot: place.slot + 1)
        }
        forget()
    }

    mutating func forget() { waiting.removeAll(keepingCapacity: true) }
}
