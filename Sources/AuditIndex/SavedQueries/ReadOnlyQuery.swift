import Basics
import Foundation
import GRDB
import GRDBSQLite

extension AuditDatabase {
    /// The names of the parameters of a query, without colons, in their order.
    ///
    /// - parameter sql: One SELECT.
    /// - throws: ``QueryError`` where it is none, or where a parameter has no name; ``IndexError``
    ///   where the index fails.
    package func parameters(ofQuery sql: String) throws -> [String] {
        try read { db in
            try QueryStatement(sql, db).parameters.map { name in
                guard let name else {
                    throw QueryError.malformed("a parameter has no name; write :name for ?")
                }
                return name
            }
        }
    }

    /// Runs a user's query, which can read and nothing else.
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
    /// - complexity: Memory is that of SQLite, and a few times that of one row, at most 4 MiB.
    package func run(
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
            let connection = db.sqliteConnection
            let usual = sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, QueryStatement.longestValue)
            let patterns = sqlite3_limit(
                connection,
                SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
                QueryStatement.longestPattern
            )
            defer {
                sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, usual)
                sqlite3_limit(connection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, patterns)
                sqlite3_progress_handler(connection, 0, nil, nil)
            }
            let columns = statement.columns
            try visit(columns, nil)
            do {
                while try statement.step() {
                    // SQLite asks after so many steps, of which a long value takes one.
                    if let reason = stop.reason { throw reason }
                    try visit(columns, try statement.row())
                }
            } catch let error as DatabaseError {
                switch error.resultCode {
                case .SQLITE_INTERRUPT: throw stop.reason ?? QueryError.stopped
                case .SQLITE_TOOBIG: throw QueryError.tooLarge
                default: throw error
                }
            }
        }
    }

    /// Has SQLite ask now and then whether to go on.
    ///
    /// It keeps no hold of `stop`, which the caller has for as long as the query runs.
    private static func watch(_ db: Database, _ stop: QueryStop) {
        sqlite3_progress_handler(
            db.sqliteConnection,
            // Each step may go through 4 MiB.
            100,
            { context in
                guard let context else { return 0 }
                let stop = Unmanaged<QueryStop>.fromOpaque(context).takeUnretainedValue()
                return stop.reason == nil ? 0 : 1
            },
            Unmanaged.passUnretained(stop).toOpaque()
        )
    }
}

/// Why a query gave no result, or not all of it.
package enum QueryError: Error, Hashable, Sendable {
    /// SQLite rejects it; its words.
    case malformed(String)
    /// It is something else than one statement that reads.
    case notOneSelect(String)
    /// It was stopped.
    case stopped
    /// It ran longer than allowed.
    case tooLong
    /// A value or a row of it is larger than ``QueryStatement/longestValue``.
    case tooLarge
}

/// A value of SQLite: a cell of a query's result, or what a parameter of it is given.
package enum QueryValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case real(Double)
    /// Text; bytes that are no UTF-8 are replaced.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

/// Ends a query that is running, when asked to or when its time is up.
///
/// For example:
///
/// ```swift
/// let stop = QueryStop(after: 30)
/// let interrupt = Interrupt { stop.stop() }
/// try index.run(sql, stop: stop) { row in … }
/// ```
package final class QueryStop: Sendable {
    private let isWanted = Locked(false)
    /// When its time is up, in nanoseconds of the monotonic clock.
    private let deadline: UInt64?

    /// - parameter seconds: How long the query may take, from now on; nil for any time.
    package init(after seconds: Int64? = nil) {
        deadline = seconds.map {
            DispatchTime.now().uptimeNanoseconds + UInt64($0.clamped(to: 0...4_000_000_000))
                * 1_000_000_000
        }
    }

    /// Ends the query, from any thread.
    package func stop() { isWanted.withLock { $0 = true } }

    /// Why the query is to end; nil while it may go on.
    var reason: QueryError? {
        if isWanted.withLock({ $0 }) { return .stopped }
        guard let deadline, DispatchTime.now().uptimeNanoseconds >= deadline else { return nil }
        return .tooLong
    }
}

extension Int64 {
    fileprivate func clamped(to range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
