import CloudTrail
import Foundation
import GRDB

extension AuditDatabase {
    /// The path of a file, by its number in the ledger.
    public func sourcePath(_ number: Int64) throws -> LogPath? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT folder.path, source.name
                    FROM source JOIN folder ON folder.id = source.folder WHERE source.id = ?
                    """,
                arguments: [number]
            ).map(Self.path)
        }
    }

    /// The paths of all files, by their numbers.
    public func sourcePaths() throws -> [Int64: LogPath] {
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
