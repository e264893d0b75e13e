import Foundation
import GRDB
import GRDBSQLite

extension AuditDatabase {
    /// The names of the parameters of a query, without colons, in their order.
    ///
    /// - parameter sql: One SELECT.
    /// - throws: ``QueryError`` where it is none, or where a parameter has no name; ``IndexError``
    ///   where the index fails.
    public func parameters(ofQuery sql: String) throws -> [String] {
        try read { db in
            try QueryStatement(sql, db).parameters.map { name in
                guard let name else {
                    throw QueryError.malformed("a parameter has no name; write :name for ?")
                }
                return name
            }
        }
    }

    /// Runs a query of somebody's own, which can read and nothing else.
    ///
    /// For example:
    ///
    /// ```swift
    /// try index.run("SELECT count(*) FROM events WHERE eventName = :name",
    ///     ["name": .text("GetObject")], stop: QueryStop(after: 30)
    /// ) { columns, row in print(columns, row) }
    /// ```
    ///
    /// - parameters:
    ///   - sql: One SELECT.
    ///   - arguments: The values of its parameters; those that are not there are null.
    ///   - stop: Ends it early.
    ///   - visit: Called once with the columns' names and no row, and then for each row.
    /// - throws: ``QueryError``; ``IndexError`` where the index fails; what `visit` throws.
    public func run(
        _ sql: String,
        _ arguments: [String: QueryValue] = [:],
        stop: QueryStop,
        visit: (_ columns: [String], _ row: [QueryValue]?) throws -> Void
    ) throws {
        try read { db in
            try db.execute(sql: "PRAGMA query_only = ON")
            let statement = try QueryStatement(sql, db)
            statement.bind(arguments)
            Self.watch(db, stop)
            defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
            let columns = statement.columns
            try visit(columns, nil)
            do {
                while try statement.step() { try visit(columns, statement.row) }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
                throw stop.reason ?? QueryError.stopped
            }
        }
    }

    /// Has SQLite ask now and then whether to go on.
    ///
    /// It keeps no hold of `stop`, which the caller has for as long as the query runs.
    private static func watch(_ db: Database, _ stop: QueryStop) {
        sqlite3_progress_handler(
            db.sqliteConnection,
            20_000,
            { context in
                guard let context else { return 0 }
                let stop = Unmanaged<QueryStop>.fromOpaque(context).takeUnretainedValue()
                return stop.reason == nil ? 0 : 1
            },
            Unmanaged.passUnretained(stop).toOpaque()
        )
    }
}
