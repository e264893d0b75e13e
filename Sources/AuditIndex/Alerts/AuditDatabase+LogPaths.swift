import Foundation
import GRDB

extension AuditDatabase {
    /// The paths that logs were read from, so that what is new there can be read again.
    public func logPaths() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT path FROM log_path ORDER BY path") }
    }

    /// Remembers where logs were read from.
    ///
    /// - parameter paths: Absolute paths.
    public func remember(logPaths paths: [String]) throws {
        try judge { store in
            for path in paths {
                try store.db.execute(
                    sql: "INSERT OR REPLACE INTO log_path VALUES (?, unixepoch())",
                    arguments: [path]
                )
            }
        }
    }
}
