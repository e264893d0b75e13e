import GRDB

/// Keeps `activity` and `seen`: what was counted since the last commit, and its way into them.
struct ActivityWriter {
    private var activity = CountTable()
    private var seen = CountTable()
    private let activityInsert: HotStatement
    private let seenInsert: HotStatement

    init(_ db: Database) throws {
        activityInsert = try HotStatement(
            db,
            sql: """
                INSERT INTO activity (day, principal, action, error, count, hours)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET
                  count = count + excluded.count, hours = hours | excluded.hours
                """
        )
        seenInsert = try HotStatement(
            db,
            sql: """
                INSERT INTO seen (day, kind, id, count, hours) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET
                  count = count + excluded.count, hours = hours | excluded.hours
                """
        )
    }

    /// Counts one event that is new to the index.
    ///
    /// - parameter count: 0 of an aggregated event: its hour is known, so that searches find it,
    ///   and it is not added to the calls that it repeats.
    mutating func count(
        time: Int64,
        _ numbers: borrowing InlineArray<10, Int64>,
        count: Int64 = 1
    ) {
        let day = UInt64(truncatingIfNeeded: time / 86_400)
        let hour = Int(time % 86_400 / 3_600)
        // Numbers of texts stay below 2^32: that many distinct texts do not fit a disk.
        activity.add(
            high: day << 32 | UInt64(truncatingIfNeeded: numbers[TextKind.principal.rawValue]),
            low: UInt64(truncatingIfNeeded: numbers[TextKind.action.rawValue]) << 32
                | UInt64(truncatingIfNeeded: numbers[TextKind.error.rawValue]),
            hour: hour,
            count: count
        )
        for kind in TextKind.allCases where !kind.isInActivity {
            let id = numbers[kind.rawValue]
            guard id != 0 else { continue }
            seen.add(
                high: day << 32 | UInt64(kind.rawValue),
                low: UInt64(truncatingIfNeeded: id),
                hour: hour,
                count: count
            )
        }
    }

    /// Adds what was counted to the tables, in the order of their keys.
    mutating func flush() throws {
        for entry in activity.sorted() {
            activityInsert.bind(Int64(entry.high >> 32), at: 1)
            activityInsert.bind(Int64(entry.high & 0xffff_ffff), at: 2)
            activityInsert.bind(Int64(entry.low >> 32), at: 3)
            activityInsert.bind(Int64(entry.low & 0xffff_ffff), at: 4)
            activityInsert.bind(entry.count, at: 5)
            activityInsert.bind(Int64(entry.hours), at: 6)
            _ = try activityInsert.run()
        }
        for entry in seen.sorted() {
            seenInsert.bind(Int64(entry.high >> 32), at: 1)
            seenInsert.bind(Int64(entry.high & 0xffff_ffff), at: 2)
            seenInsert.bind(Int64(entry.low), at: 3)
            seenInsert.bind(entry.count, at: 4)
            seenInsert.bind(Int64(entry.hours), at: 5)
            _ = try seenInsert.run()
        }
        forget()
    }

    /// Forgets what was counted.
    mutating func forget() {
        activity.removeAll()
        seen.removeAll()
    }
}

/// Counts and hours by a key of two words, gathered in memory until a transaction ends.
///
/// A dictionary of the standard library does the same at about four times the cost, and each
/// event is counted eight times.
struct CountTable {
    struct Entry {
        var high: UInt64
        var low: UInt64
        var count: Int64
        /// One bit for each hour of the day.
        var hours: UInt32
    }

    private(set) var entries: [Entry] = []
    /// Position + 1 in `entries`, or 0; a power of two, at most half full.
    private var slots = [Int32](repeating: 0, count: 1024)

    mutating func add(high: UInt64, low: UInt64, hour: Int, count: Int64 = 1) {
        var slot = slot(high, low)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].low == low, entries[index].high == high {
                entries[index].count += count
                entries[index].hours |= 1 << UInt32(hour)
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(Entry(high: high, low: low, count: count, hours: 1 << UInt32(hour)))
        slots[slot] = Int32(entries.count)
        if entries.count > slots.count / 2 { grow() }
    }

    /// The entries in the order of their keys, which is that of the tables they go to.
    func sorted() -> [Entry] {
        entries.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    @inline(__always)
    private func slot(_ high: UInt64, _ low: UInt64) -> Int {
        let product = (high ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
            by: low ^ 0xd1b5_4a32_d192_ed03
        )
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = slot(entry.high, entry.low)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index + 1)
        }
    }
}

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
    /// How many have gathered.
    var count: Int { waiting.count }

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
                  first_id = CASE WHEN \(Self.order("excluded.first")) < \(Self.order("first"))
                    THEN excluded.first_id ELSE first_id END,
                  first_time = min(first_time, excluded.first_time),
                  last_id = CASE WHEN \(Self.order("excluded.last")) > \(Self.order("last"))
                    THEN excluded.last_id ELSE last_id END,
                  last_time = max(last_time, excluded.last_time)
                """
        )
        clear = try HotStatement(db, sql: "DELETE FROM rule_hour WHERE source = ?1")
    }

    /// An event of the table in the order of ``EventPlace``: where commits cut a file must not tell
    /// which of two events of a second comes first.
    private static func order(_ event: String) -> String {
        "(\(event)_time, typeof(\(event)_id), \(event)_id)"
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
