import CloudTrail
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
    mutating func count(time: Int64, _ numbers: borrowing InlineArray<10, Int64>) {
        let day = UInt64(truncatingIfNeeded: time / 86_400)
        let hour = Int(time % 86_400 / 3_600)
        // Numbers of texts stay below 2^32: that many distinct texts do not fit a disk.
        activity.add(
            high: day << 32 | UInt64(truncatingIfNeeded: numbers[TextKind.principal.rawValue]),
            low: UInt64(truncatingIfNeeded: numbers[TextKind.action.rawValue]) << 32
                | UInt64(truncatingIfNeeded: numbers[TextKind.error.rawValue]),
            hour: hour
        )
        for kind in TextKind.allCases where !kind.isInActivity {
            let id = numbers[kind.rawValue]
            guard id != 0 else { continue }
            seen.add(
                high: day << 32 | UInt64(kind.rawValue),
                low: UInt64(truncatingIfNeeded: id),
                hour: hour
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

    /// The entries waiting; they bound the memory between two commits.
    var waiting: Int { activity.entries.count + seen.entries.count }

    /// Forgets what was counted.
    mutating func forget() {
        activity.removeAll()
        seen.removeAll()
    }
}
