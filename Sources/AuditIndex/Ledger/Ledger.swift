import CloudTrail
import Foundation
import GRDB

extension AuditDatabase {
    /// What the ledger says of a file.
    package struct LedgerEntry: Hashable, Sendable {
        /// What the file system said when it was read.
        package var stamp: FileStamp
        /// Whether it was read, as far as it could be; a kill in the middle leaves false.
        package var isComplete: Bool
        /// Why it could not be read to its end, if it could not.
        package var damage: String?
        /// The records in it that were rejected.
        package var rejected: Int
        /// Whether it has nothing of CloudTrail in it.
        package var isOther = false
    }

    /// What the ledger says of some files of a folder, by name.
    ///
    /// - Complexity: O(log n) for each name, n being the files of the ledger.
    package func ledger(folder: [UInt8], names: [[UInt8]]) throws -> [[UInt8]: LedgerEntry] {
        try read { db in
            guard
                let id = try Int64.fetchOne(
                    db,
                    sql: "SELECT id FROM folder WHERE path = ?",
                    arguments: [LedgerWriter.value(folder)]
                )
            else { return [:] }
            let find = try db.cachedStatement(
                sql: """
                    SELECT size, modified, state, damage, rejected, etag FROM source
                    WHERE folder = ? AND name = ?
                    """
            )
            var entries: [[UInt8]: LedgerEntry] = [:]
            for name in names {
                guard
                    let row = try Row.fetchOne(find, arguments: [id, LedgerWriter.value(name)])
                else { continue }
                entries[name] = LedgerEntry(
                    stamp: FileStamp(size: row[0], modified: row[1], etag: row[5]),
                    isComplete: row[2] != "reading",
                    damage: row[3],
                    rejected: row[4],
                    isOther: row[2] == "other"
                )
            }
            return entries
        }
    }
}

/// Keeps the ledger: one line for each file that was read.
struct LedgerWriter {
    /// A file's number, and what became of the records of a part of it.
    struct PartCount {
        var source: Int64
        /// The folder of a file that has no line yet, because one insert is to write it whole.
        var folder: Int64?
        /// Whether the ledger had no line of the file, so that no row can be the file's own yet.
        var isNew: Bool
        /// Whether it was read before, be it by another process since this run looked for files.
        var isKnown = false
        /// The rule set that evaluated the file before.
        var fingerprint: Int64 = 0
        var indexed = 0
        var duplicates = 0
        /// The duplicates that an earlier reading of this very file has indexed, or a file that
        /// is gone.
        var own = 0
        var rejected = 0
    }

    private let db: Database
    private let findSource: HotStatement
    private let insertWhole: HotStatement
    private let findFolder: Statement
    private let insertFolder: Statement
    private let insertSource: Statement
    private let clearRejections: Statement
    private let countPart: Statement
    private let endSource: Statement
    private var folder: (path: [UInt8], id: Int64)?
    /// The files whose parts are being written, and the sums of those that were.
    private var open: [Int64: PartCount] = [:]
    /// The number that the next new file gets; nil before it is known in this transaction.
    private var nextID: Int64?

    init(_ db: Database) throws {
        self.db = db
        findSource = try HotStatement(
            db,
            sql: "SELECT id FROM source WHERE folder = ?1 AND name = ?2"
        )
        insertWhole = try HotStatement(
            db,
            sql: """
                INSERT INTO source (id, folder, name, size, modified, state, records, indexed,
                  duplicates, rejected, inflated_bytes, damage, rule_set, kind, etag, read_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                  unixepoch())
                """
        )
        findFolder = try db.makeStatement(sql: "SELECT id FROM folder WHERE path = ?")
        insertFolder = try db.makeStatement(
            sql: "INSERT INTO folder (path) VALUES (?) RETURNING id"
        )
        insertSource = try db.makeStatement(
            sql: """
                INSERT INTO source (id, folder, name, size, modified, state, records, indexed,
                  duplicates, rejected, inflated_bytes, damage, etag, read_at)
                VALUES (?6, ?1, ?2, ?3, ?4, 'reading', 0, 0, 0, 0, 0, NULL, ?7, unixepoch())
                ON CONFLICT DO UPDATE SET
                  size = excluded.size, modified = excluded.modified, state = 'reading',
                  etag = excluded.etag,
                  records = CASE WHEN ?5 THEN 0 ELSE records END,
                  indexed = CASE WHEN ?5 THEN 0 ELSE indexed END,
                  duplicates = CASE WHEN ?5 THEN 0 ELSE duplicates END,
                  rejected = CASE WHEN ?5 THEN 0 ELSE rejected END,
                  read_at = excluded.read_at
                RETURNING id, rule_set
                """
        )
        clearRejections = try db.makeStatement(sql: "DELETE FROM rejected WHERE source = ?")
        countPart = try db.makeStatement(
            sql: """
                UPDATE source SET records = records + ?2, indexed = indexed + ?3,
                  duplicates = duplicates + ?4, rejected = rejected + ?5
                WHERE id = ?1
                """
        )
        endSource = try db.makeStatement(
            sql: """
                UPDATE source SET state = ?2, inflated_bytes = ?3, damage = ?4, rule_set = ?5,
                  kind = ?6, records = ?7 + ?8 + ?9, indexed = ?7, duplicates = ?8, rejected = ?9
                WHERE id = ?1
                """
        )
    }

    /// Opens the line of a file's part.
    mutating func begin(_ part: FilePart) throws -> PartCount {
        let folder = try folderID(part.path.folder)
        // Whole files before it in the batch have their numbers already, and no lines yet.
        let newID = part.isFirst ? try newID(folder, part.path.name) : nil
        if part.report != nil, let newID {
            return PartCount(source: newID, folder: folder, isNew: true)
        }
        let line = try Row.fetchOne(
            insertSource,
            arguments: [
                folder, Self.value(part.path.name), part.stamp.size, part.stamp.modified,
                part.isFirst, newID, part.stamp.etag,
            ]
        )
        guard let line else { throw DatabaseError(message: "a file has no line in the ledger") }
        let id: Int64 = line[0]
        if part.isFirst {
            open[id] = PartCount(source: id, isNew: false, isKnown: newID == nil)
            if newID == nil { try clearRejections.execute(arguments: [id]) }
        }
        return PartCount(
            source: id,
            isNew: newID != nil,
            isKnown: open[id]?.isKnown ?? false,
            fingerprint: line[1] ?? 0
        )
    }

    /// Enters what became of a file's part, and how the file ended.
    ///
    /// - parameter fingerprint: The rule set that evaluated its events.
    mutating func end(_ part: FilePart, _ count: PartCount, fingerprint: Int64) throws {
        if let folder = count.folder, let report = part.report {
            return try insert(part, report, count, folder, fingerprint)
        }
        try countPart.execute(
            arguments: [
                count.source, part.records, count.indexed + count.own,
                count.duplicates - count.own, count.rejected,
            ]
        )
        var sum = open[count.source] ?? PartCount(source: count.source, isNew: false)
        sum.indexed += count.indexed + count.own
        sum.duplicates += count.duplicates - count.own
        sum.rejected += count.rejected
        open[count.source] = sum
        guard let report = part.report else { return }
        // The sums, since another process may have counted its parts of the same file meanwhile.
        try endSource.execute(
            arguments: [
                count.source, report.stateName, report.inflatedBytes, report.damage?.description,
                fingerprint, part.kind, sum.indexed, sum.duplicates, sum.rejected,
            ]
        )
        open[count.source] = nil
    }

    /// Forgets what the next transaction may find otherwise.
    mutating func forget() {
        folder = nil
        nextID = nil
    }

    /// The number for a file that has no line yet; nil where it has one.
    ///
    /// Most files are new, small, and end in the batch that begins them: one look and one insert
    /// is all they need, and a dump may have a million of them.
    private mutating func newID(_ folder: Int64, _ name: [UInt8]) throws -> Int64? {
        findSource.bind(folder, at: 1)
        findSource.bind(name: name, at: 2)
        guard try findSource.integer() == nil else { return nil }
        let id =
            try nextID
            ?? (Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM source") ?? 1)
        nextID = id + 1
        return id
    }

    private func insert(
        _ part: FilePart,
        _ report: LogReport,
        _ count: PartCount,
        _ folder: Int64,
        _ fingerprint: Int64
    ) throws {
        insertWhole.bind(count.source, at: 1)
        insertWhole.bind(folder, at: 2)
        insertWhole.bind(name: part.path.name, at: 3)
        insertWhole.bind(part.stamp.size, at: 4)
        insertWhole.bind(part.stamp.modified, at: 5)
        insertWhole.bind(text: Array(report.stateName.utf8)[...], at: 6)
        let (indexed, duplicates) = (count.indexed + count.own, count.duplicates - count.own)
        for (number, value) in [part.records, indexed, duplicates, count.rejected].enumerated() {
            insertWhole.bind(Int64(value), at: Int32(number + 7))
        }
        insertWhole.bind(report.inflatedBytes, at: 11)
        if let damage = report.damage {
            insertWhole.bind(text: Array(damage.description.utf8)[...], at: 12)
        } else {
            insertWhole.bindNull(at: 12)
        }
        insertWhole.bind(fingerprint, at: 13)
        if let kind = part.kind {
            insertWhole.bind(text: Array(kind.utf8)[...], at: 14)
        } else {
            insertWhole.bindNull(at: 14)
        }
        if let etag = part.stamp.etag {
            insertWhole.bind(text: Array(etag.utf8)[...], at: 15)
        } else {
            insertWhole.bindNull(at: 15)
        }
        _ = try insertWhole.run()
    }

    private mutating func folderID(_ path: [UInt8]) throws -> Int64 {
        if let folder, folder.path == path { return folder.id }
        let arguments: StatementArguments = [Self.value(path)]
        guard
            let id = try Int64.fetchOne(findFolder, arguments: arguments)
                ?? Int64.fetchOne(insertFolder, arguments: arguments)
        else { throw DatabaseError(message: "a folder has no number in the ledger") }
        folder = (path, id)
        return id
    }

    /// A name as the ledger keeps it: text where it is UTF-8, else its bytes.
    static func value(_ name: [UInt8]) -> DatabaseValue {
        if let text = String(validating: name, as: UTF8.self) { return text.databaseValue }
        return Data(name).databaseValue
    }
}

extension FilePart {
    /// The kind of a pipe, in the ledger.
    static let pipeKind = "pipe"

    /// What the ledger says that it is, where it is no file of CloudTrail's.
    fileprivate var kind: String? {
        report?.other?.rawValue ?? (isPipe ? Self.pipeKind : nil)
    }
}

extension LogReport {
    /// What the ledger says of a file that was read.
    fileprivate var stateName: String {
        damage != nil ? "damaged" : isDigest ? "digest" : other != nil ? "other" : "read"
    }
}
