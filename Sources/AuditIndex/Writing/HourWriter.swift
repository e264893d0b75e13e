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

    private let insert: HotStatement
    private let clear: HotStatement
    private var waiting: [Key: Entry] = [:]

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: """
                INSERT INTO rule_hour (rule, subject, expected, hour, source, count,
                  first_time, first_id, last_time, last_id)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                ON CONFLICT DO UPDATE SET count = count + excluded.count,
                  first_id = CASE WHEN excluded.first_time < first_time
                    THEN excluded.first_id ELSE first_id END,
                  first_time = min(first_time, excluded.first_time),
                  last_id = CASE WHEN excluded.last_time > last_time
                    THEN excluded.last_id ELSE last_id END,
                  last_time = max(last_time, excluded.last_time)
                """,
            blobs: 2
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
        for (key, entry) in waiting.sorted(by: { $0.key.order < $1.key.order }) {
            insert.bind(key.rule, at: 1)
            insert.bind(key.subject, at: 2)
            insert.bind(Int64(key.expected), at: 3)
            insert.bind(key.hour, at: 4)
            insert.bind(key.source, at: 5)
            insert.bind(entry.count, at: 6)
            insert.bind(entry.first.time, at: 7)
            entry.first.bindID(to: insert, at: 8, slot: 0)
            insert.bind(entry.last.time, at: 9)
            entry.last.bindID(to: insert, at: 10, slot: 1)
            _ = try insert.run()
        }
        forget()
    }

    mutating func forget() { waiting.removeAll(keepingCapacity: true) }
}

/// An event by time and id, as the index keeps them.
struct EventPlace: Equatable {
    var time: Int64
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// The id where it is no UUID.
    var text: [UInt8]?

    init(time: Int64) { self.time = time }

    init(_ row: EventRow, _ batch: IndexBatch) {
        time = row.time
        high = row.idHigh
        low = row.idLow
        text = row.idText == 0 ? nil : Array(batch.identifiers.utf8(row.idText))
    }

    /// Of one time, ids are in no order that means anything: it only is the same each time.
    static func < (left: EventPlace, right: EventPlace) -> Bool {
        if left.time != right.time { return left.time < right.time }
        switch (left.text, right.text) {
        case (nil, nil): return (left.high, left.low) < (right.high, right.low)
        case (nil, _): return true
        case (_, nil): return false
        case (let first?, let second?): return first.lexicographicallyPrecedes(second)
        }
    }

    func bindID(to statement: HotStatement, at index: Int32, slot: Int) {
        if let text {
            statement.bind(text: text[...], at: index)
        } else {
            statement.bind(blob: high, low, at: index, slot: slot)
        }
    }
}
