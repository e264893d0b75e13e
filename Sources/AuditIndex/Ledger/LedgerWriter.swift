import CloudTrail
import Foundation
import GRDB

/// Keeps the ledger: one line for each file that was read.
struct LedgerWriter {
    /// A file's number, and what became of the records of a part of it.
    struct PartCount {
        var source: Int64
        var indexed = 0
        var duplicates = 0
        var rejected = 0
    }

    private let db: Database
    private let findFolder: Statement
    private let insertFolder: Statement
    private let insertSource: Statement
    private let clearRejections: Statement
    private let countPart: Statement
    private let endSource: Statement
    private var folder: (path: [UInt8], id: Int64)?

    init(_ db: Database) throws {
        self.db = db
        findFolder = try db.makeStatement(sql: "SELECT id FROM folder WHERE path = ?")
        insertFolder = try db.makeStatement(
            sql: "INSERT INTO folder (path) VALUES (?) RETURNING id"
        )
        insertSource = try db.makeStatement(
            sql: """
                INSERT INTO source (folder, name, size, modified, state, records, indexed,
                  duplicates, rejected, inflated_bytes, damage, read_at)
                VALUES (?1, ?2, ?3, ?4, 'reading', 0, 0, 0, 0, 0, NULL, unixepoch())
                ON CONFLICT DO UPDATE SET
                  size = excluded.size, modified = excluded.modified, state = 'reading',
                  records = CASE WHEN ?5 THEN 0 ELSE records END,
                  indexed = CASE WHEN ?5 THEN 0 ELSE indexed END,
                  duplicates = CASE WHEN ?5 THEN 0 ELSE duplicates END,
                  rejected = CASE WHEN ?5 THEN 0 ELSE rejected END,
                  read_at = excluded.read_at
                RETURNING id
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
            sql: "UPDATE source SET state = ?2, inflated_bytes = ?3, damage = ?4 WHERE id = ?1"
        )
    }

    /// Opens the line of a file's part.
    mutating func begin(_ part: FilePart) throws -> PartCount {
        let folder = try folderID(part.path.folder)
        let id = try Int64.fetchOne(
            insertSource,
            arguments: [
                folder, Self.value(part.path.name), part.stamp.size, part.stamp.modified,
                part.isFirst,
            ]
        )
        guard let id else { throw DatabaseError(message: "a file has no line in the ledger") }
        if part.isFirst, part.isKnown { try clearRejections.execute(arguments: [id]) }
        return PartCount(source: id)
    }

    /// Enters what became of a file's part, and how the file ended.
    func end(_ part: FilePart, _ count: PartCount) throws {
        try countPart.execute(
            arguments: [
                count.source, part.records, count.indexed, count.duplicates, count.rejected,
            ]
        )
        guard let report = part.report else { return }
        let state = report.damage != nil ? "damaged" : report.isDigest ? "digest" : "read"
        try endSource.execute(
            arguments: [count.source, state, report.inflatedBytes, report.damage?.description]
        )
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() { folder = nil }

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
