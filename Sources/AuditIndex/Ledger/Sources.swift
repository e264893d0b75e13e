import Basics
import Foundation
import GRDB

/// A file that events are of, as the ledger has it.
package struct SourcePlace: Sendable {
    package var path: LogPath
    /// Whether it was read from a pipe, and cannot be read again.
    package var isPipe: Bool

    /// - returns: Nil where the ledger has no file of that number.
    init?(_ source: Int64, _ db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT folder.path, source.name, source.kind
                    FROM source JOIN folder ON folder.id = source.folder WHERE source.id = ?
                    """
            ),
            arguments: [source]
        )
        guard let row else { return nil }
        path = AuditDatabase.path(row)
        isPipe = row[2] as String? == FilePart.pipeKind
    }
}

extension AuditDatabase {
    /// Where a file is, by its number in the ledger; nil where it has none of that number.
    package func place(of source: Int64) throws -> SourcePlace? {
        try read { db in try SourcePlace(source, db) }
    }

    /// The paths of all files, by their numbers.
    package func sourcePaths() throws -> [Int64: LogPath] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT folder.path, source.name, source.id
                    FROM source JOIN folder ON folder.id = source.folder
                    """
            )
            var paths: [Int64: LogPath] = [:]
            while let row = try rows.next() { paths[row[2]] = Self.path(row) }
            return paths
        }
    }

    static func path(_ row: Row) -> LogPath {
        LogPath(folder: bytes(row[0]), name: bytes(row[1]))
    }

    private static func bytes(_ value: DatabaseValue) -> [UInt8] {
        switch value.storage {
        case .string(let text): Array(text.utf8)
        case .blob(let data): Array(data)
        default: []
        }
    }
}

extension AuditDatabase {
    /// The paths that logs were read from, so that what is new there can be read again.
    package func logPaths() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT path FROM log_path ORDER BY path") }
    }

    /// Remembers where logs were read from.
    ///
    /// - parameter paths: Absolute paths.
    package func remember(logPaths paths: [String]) throws {
        try evaluate { store in
            for path in paths {
                try store.db.execute(
                    sql: "INSERT OR REPLACE INTO log_path VALUES (?, unixepoch())",
                    arguments: [path]
                )
            }
        }
    }
}

/// What the index holds.
package struct IndexStatus: Sendable {
    /// The events.
    package var events = 0
    /// The first event's time.
    package var first: EventTime?
    /// The last event's time; that of the future does not count, unless there is no other.
    package var last: EventTime?
    /// The events that claim to be of the future: more than a day later than now.
    package var future = 0
    /// The files, by state.
    package var files: [String: Int] = [:]
    /// The files that have nothing of CloudTrail in them, by what they are.
    package var others: [String: Int] = [:]
    /// The records that files had, and what became of them.
    package var records = (read: 0, indexed: 0, duplicate: 0, rejected: 0)
    /// The bytes of the file on disk.
    package var bytes: Int64 = 0
}

/// A file of the ledger that is damaged, or a record that was rejected.
package struct LedgerProblem: Sendable {
    /// The file.
    package var path: LogPath
    /// The offset of a record in the inflated bytes; nil where the file itself is damaged.
    package var offset: Int64?
    /// What is wrong.
    package var reason: String
}

extension AuditDatabase {
    /// What the index holds, by the ledger and the daily counts.
    ///
    /// - parameter now: The present, in seconds since 1970. A clock may be wrong by hours; a record
    ///   of a later day says nothing about when the logs end.
    package func status(now: Int64) throws -> IndexStatus {
        try read { db in
            var status = IndexStatus()
            if let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT min(time) FROM event),
                      ifnull(
                        (SELECT max(time) FROM event WHERE time <= :end),
                        (SELECT max(time) FROM event)),
                      (SELECT count(*) FROM event WHERE time > :end)
                    """,
                arguments: ["end": Self.endOfPresent(now)]
            ) {
                status.first = (row[0] as Int64?).map(EventTime.init(seconds:))
                status.last = (row[1] as Int64?).map(EventTime.init(seconds:))
                status.future = row[2]
            }
            status.events = try Int.fetchOne(db, sql: "SELECT sum(count) FROM activity") ?? 0
            for row in try Row.fetchAll(
                db,
                sql: """
                    SELECT state, count(*), sum(records), sum(indexed), sum(duplicates),
                      sum(rejected)
                    FROM source GROUP BY state
                    """
            ) {
                status.files[row[0]] = row[1]
                status.records.read += row[2]
                status.records.indexed += row[3]
                status.records.duplicate += row[4]
                status.records.rejected += row[5]
            }
            for row in try Row.fetchAll(db, sql: Self.otherFiles) { status.others[row[0]] = row[1] }
            let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            status.bytes = try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            return status
        }
    }

    /// The last second that an event may be of and count as of the present.
    static func endOfPresent(_ now: Int64) -> Int64 {
        now.addingReportingOverflow(86_400).overflow ? now : now + 86_400
    }

    private static let otherFiles =
        "SELECT kind, count(*) FROM source WHERE state = 'other' AND kind NOT NULL GROUP BY kind"

    /// What the files are, among those read so far, that have nothing of CloudTrail in them.
    package func otherKinds() throws -> Set<String> {
        try read { db in Set(try Row.fetchAll(db, sql: Self.otherFiles).map { $0[0] as String }) }
    }

    /// Accounts or regions and their days, from the daily counts: the last day shows a silent trail.
    ///
    /// - parameters:
    ///   - kind: `.account` or `.region`, or any other kind that `seen` counts.
    ///   - now: The present, in seconds since 1970: days of the future are no last days.
    /// - returns: A text, its events, and its first and last day as seconds since 1970.
    package func coverage(
        _ kind: TextKind,
        now: Int64
    ) throws -> [(text: String, events: Int, firstDay: Int64, lastDay: Int64)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT text, sum(count), min(day) * 86400,
                      ifnull(max(day) FILTER (WHERE day <= ?), max(day)) * 86400
                    FROM seen JOIN \(kind.table) AS t ON t.id = seen.id
                    WHERE kind = \(kind.rawValue) GROUP BY text ORDER BY 2 DESC, 1
                    """,
                arguments: [Self.endOfPresent(now) / 86_400]
            ).map { ($0[0], $0[1], $0[2], $0[3]) }
        }
    }

    /// Calls `body` with every file that is damaged and every record that was rejected.
    package func forEachProblem(_ body: (LedgerProblem) throws -> Void) throws {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT folder.path, source.name, NULL AS offset,
                      coalesce(source.damage, 'reading was interrupted; it will be read again')
                    FROM source JOIN folder ON folder.id = source.folder
                    WHERE source.state IN ('reading', 'damaged')
                    UNION ALL
                    SELECT folder.path, source.name, rejected.offset, rejected.reason
                    FROM rejected JOIN source ON source.id = rejected.source
                      JOIN folder ON folder.id = source.folder
                    ORDER BY 1, 2, 3
                    """
            )
            while let row = try rows.next() {
                try body(LedgerProblem(path: Self.path(row), offset: row[2], reason: row[3]))
            }
        }
    }
}
