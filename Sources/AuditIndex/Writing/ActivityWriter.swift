import CloudTrail
import GRDB

/// Keeps `activity`, `seen` and `session_activity`: what was counted since the last commit, and
/// its way into them.
struct ActivityWriter {
    private var activity = CountTable<HourMask>()
    private var seen = CountTable<HourMask>()
    private var sessions = CountTable<TimeBounds>()
    /// The principal of each session and key, by the upper word of the key in `sessions`.
    private var principals: [UInt64: Int64] = [:]
    private let activityInsert: HotStatement
    private let seenInsert: HotStatement
    private let sessionInsert: HotStatement

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
        sessionInsert = try HotStatement(
            db,
            sql: """
                INSERT INTO session_activity
                  (session, access_key, action, outcome, address, principal, count, first, last)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                ON CONFLICT DO UPDATE SET
                  count = count + excluded.count, first = min(first, excluded.first),
                  last = max(last, excluded.last)
                """
        )
    }

    /// Counts one event that is new to the index.
    mutating func count(
        time: Int64,
        _ flags: EventFlags,
        _ numbers: borrowing InlineArray<10, Int64>
    ) {
        let day = UInt64(truncatingIfNeeded: time / 86_400)
        // Numbers of texts stay below 2^32: that many distinct texts do not fit a disk.
        activity.add(
            high: day << 32 | UInt64(truncatingIfNeeded: numbers[TextKind.principal.rawValue]),
            low: UInt64(truncatingIfNeeded: numbers[TextKind.action.rawValue]) << 32
                | UInt64(truncatingIfNeeded: numbers[TextKind.error.rawValue]),
            time: time
        )
        countSession(time: time, flags, numbers)
        for kind in TextKind.allCases where !kind.isInActivity {
            let id = numbers[kind.rawValue]
            guard id != 0 else { continue }
            seen.add(
                high: day << 32 | UInt64(kind.rawValue),
                low: UInt64(truncatingIfNeeded: id),
                time: time
            )
        }
    }

    /// Counts what was done with a session's key.
    ///
    /// A call that a service makes for its caller has a key of its own each time: it counts for
    /// the session as a whole.
    private mutating func countSession(
        time: Int64,
        _ flags: EventFlags,
        _ numbers: borrowing InlineArray<10, Int64>
    ) {
        let isForwarded = flags.contains(.forwarded)
        let session = UInt64(truncatingIfNeeded: numbers[TextKind.session.rawValue])
        let key =
            isForwarded ? 0 : UInt64(truncatingIfNeeded: numbers[TextKind.accessKey.rawValue])
        guard session | key != 0 else { return }
        let credential = session << 32 | key
        let action = UInt64(truncatingIfNeeded: numbers[TextKind.action.rawValue])
        let outcome = UInt64(SessionOutcome(flags).rawValue)
        let known = sessions.entries.count
        sessions.add(
            high: credential,
            low: action << 35 | outcome << 32
                | UInt64(truncatingIfNeeded: numbers[TextKind.address.rawValue]),
            time: time
        )
        guard sessions.entries.count > known else { return }
        principals[credential] = numbers[TextKind.principal.rawValue]
    }

    /// Adds what was counted to the tables, in the order of their keys.
    mutating func flush() throws {
        for entry in activity.sorted() {
            activityInsert.bind(Int64(entry.high >> 32), at: 1)
            activityInsert.bind(Int64(entry.high & 0xffff_ffff), at: 2)
            activityInsert.bind(Int64(entry.low >> 32), at: 3)
            activityInsert.bind(Int64(entry.low & 0xffff_ffff), at: 4)
            activityInsert.bind(entry.count, at: 5)
            activityInsert.bind(Int64(entry.mark.bits), at: 6)
            _ = try activityInsert.run()
        }
        for entry in seen.sorted() {
            seenInsert.bind(Int64(entry.high >> 32), at: 1)
            seenInsert.bind(Int64(entry.high & 0xffff_ffff), at: 2)
            seenInsert.bind(Int64(entry.low), at: 3)
            seenInsert.bind(entry.count, at: 4)
            seenInsert.bind(Int64(entry.mark.bits), at: 5)
            _ = try seenInsert.run()
        }
        for entry in sessions.sorted() {
            sessionInsert.bind(Int64(entry.high >> 32), at: 1)
            sessionInsert.bind(Int64(entry.high & 0xffff_ffff), at: 2)
            sessionInsert.bind(Int64(entry.low >> 35), at: 3)
            sessionInsert.bind(Int64(entry.low >> 32 & 7), at: 4)
            sessionInsert.bind(Int64(entry.low & 0xffff_ffff), at: 5)
            sessionInsert.bind(principals[entry.high] ?? 0, at: 6)
            sessionInsert.bind(entry.count, at: 7)
            sessionInsert.bind(entry.mark.first, at: 8)
            sessionInsert.bind(entry.mark.last, at: 9)
            _ = try sessionInsert.run()
        }
        forget()
    }

    /// Forgets what was counted.
    mutating func forget() {
        activity.removeAll()
        seen.removeAll()
        sessions.removeAll()
        principals.removeAll(keepingCapacity: true)
    }
}
