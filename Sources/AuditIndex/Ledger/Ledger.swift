import CloudTrail
import Foundation
import GRDB

extension AuditDatabase {
    /// What the ledger says of a file.
    public struct LedgerEntry: Hashable, Sendable {
        /// What the file system said when it was read.
        public var stamp: FileStamp
        /// Whether it was read, as far as it could be; a kill in the middle leaves false.
        public var isComplete: Bool
        /// Why it could not be read to its end, if it could not.
        public var damage: String?
        /// The records in it that were rejected.
        public var rejected: Int
    }

    /// What the ledger says of some files of a folder, by name.
    ///
    /// - Complexity: O(log n) for each name, n being the files of the ledger.
    public func ledger(folder: [UInt8], names: [[UInt8]]) throws -> [[UInt8]: LedgerEntry] {
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
                    SELECT size, modified, state, damage, rejected FROM source
                    WHERE folder = ? AND name = ?
                    """
            )
            var entries: [[UInt8]: LedgerEntry] = [:]
            for name in names {
                guard
                    let row = try Row.fetchOne(find, arguments: [id, LedgerWriter.value(name)])
                else { continue }
                entries[name] = LedgerEntry(
                    stamp: FileStamp(size: row[0], modified: row[1]),
                    isComplete: row[2] != "reading",
                    damage: row[3],
                    rejected: row[4]
                )
            }
            return entries
        }
    }
}
