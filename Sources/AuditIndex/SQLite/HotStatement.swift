import Foundation
import GRDB
import GRDBSQLite

/// A statement whose arguments are bound through SQLite's own interface, for the few inserts that
/// run once an event: GRDB's boxing of values would cost as much as SQLite itself.
final class HotStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// Sixteen bytes for each blob, which SQLite reads while the statement runs.
    private let words: UnsafeMutablePointer<UInt64>

    deinit { words.deallocate() }

    /// - parameter blobs: How many blobs of 16 bytes are bound at once.
    init(_ db: Database, sql: String, blobs: Int = 1) throws {
        words = .allocate(capacity: 2 * blobs)
        guard let connection = db.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the database is closed")
        }
        self.connection = connection
        statement = try db.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    @inline(__always)
    func bind(_ value: Int64, at index: Int32) {
        sqlite3_bind_int64(handle, index, value)
    }

    /// Binds bytes as text.
    ///
    /// SQLite copies them, so they need not outlive the call.
    /// Many of SQLite's functions and readers end a text at a zero byte, behind which a log could
    /// hide something: it becomes U+FFFD.
    func bind(text: ArraySlice<UInt8>, at index: Int32) { bind(text: text.span, at: index) }

    private func bind(text: Span<UInt8>, at index: Int32) {
        text.withUnsafeBytes { bytes in
            // Without an address SQLite would take an empty text for null.
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                sqlite3_bind_text(handle, index, "", 0, Self.transient)
                return
            }
            guard memchr(start, 0, bytes.count) != nil else {
                sqlite3_bind_text(
                    handle,
                    index,
                    start.assumingMemoryBound(to: CChar.self),
                    Int32(bytes.count),
                    Self.transient
                )
                return
            }
            let visible = bytes.flatMap { $0 == 0 ? Array("\u{fffd}".utf8) : [$0] }
            bind(text: visible.span, at: index)
        }
    }

    /// Binds two words as a blob of 16 bytes.
    ///
    /// SQLite reads them from this statement's own memory, which lives as long as it does: its
    /// usual copy would be an allocation a row.
    @inline(__always)
    func bind(blob high: UInt64, _ low: UInt64, at index: Int32, slot: Int = 0) {
        words[slot * 2] = high.bigEndian
        words[slot * 2 + 1] = low.bigEndian
        sqlite3_bind_blob(handle, index, words + slot * 2, 16, nil)
    }

    /// Binds the id of an event, whatever form it has.
    @inline(__always)
    func bind(id row: EventRow, _ batch: IndexBatch, at index: Int32, slot: Int = 0) {
        if row.idText == 0 {
            bind(blob: row.idHigh, row.idLow, at: index, slot: slot)
        } else {
            bind(text: batch.identifiers.utf8(row.idText), at: index)
        }
    }

    /// Binds bytes.
    func bind(bytes: [UInt8], at index: Int32) {
        bytes.withUnsafeBytes { bytes in
            _ = sqlite3_bind_blob64(
                handle,
                index,
                bytes.baseAddress,
                UInt64(bytes.count),
                Self.transient
            )
        }
    }

    /// Binds a file's name: as text where it is UTF-8, else as a blob of its bytes.
    func bind(name: [UInt8], at index: Int32) {
        if String(validating: name, as: UTF8.self) != nil {
            return bind(text: name[...], at: index)
        }
        bind(bytes: name, at: index)
    }

    /// Binds a text, or null where there is none.
    func bind(_ text: String?, at index: Int32) {
        if let text {
            bind(text: text.utf8.span, at: index)
        } else {
            bindNull(at: index)
        }
    }

    func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

    /// Runs the statement.
    ///
    /// - returns: How many rows it changed.
    @inline(__always)
    func run() throws -> Int {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
        let changes = code == SQLITE_DONE ? Int(sqlite3_changes(connection)) : 0
        sqlite3_reset(handle)
        return changes
    }

    /// Runs the statement and gives the first column of its first row; nil if there is none.
    func integer() throws -> Int64? {
        let code = sqlite3_step(handle)
        defer { sqlite3_reset(handle) }
        switch code {
        case SQLITE_ROW: return sqlite3_column_int64(handle, 0)
        case SQLITE_DONE: return nil
        default: throw failure(code)
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(connection))
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }

    /// `SQLITE_TRANSIENT`, a macro that Swift does not import: SQLite makes its own copy.
    private static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}

/// Inserts rows of a table, several to a statement.
///
/// A statement of SQLite costs about as much to begin and end as a row does to insert.
struct GroupedInsert {
    /// A row's place in a statement.
    struct Place {
        /// The parameter of its first column.
        var first: Int32
        /// The first of its blobs.
        var slot: Int
    }

    /// Inserts one row.
    let single: HotStatement
    /// Inserts ``size`` rows.
    let group: HotStatement
    /// The rows of a group.
    let size: Int
    private let columns: Int
    private let blobs: Int

    /// - parameters:
    ///   - db: The database.
    ///   - insert: What goes before the columns, such as `INSERT OR IGNORE INTO event`.
    ///   - columns: The columns.
    ///   - size: The rows of a group.
    ///   - blobs: How many blobs of 16 bytes a row has.
    ///   - tail: What goes behind the values.
    init(
        _ db: Database,
        _ insert: String,
        columns: [String],
        size: Int = 16,
        blobs: Int = 1,
        tail: String = ""
    ) throws {
        self.size = size
        self.columns = columns.count
        self.blobs = blobs
        let row = "(\(repeatElement("?", count: columns.count).joined(separator: ", ")))"
        func statement(_ rows: Int) throws -> HotStatement {
            let values = repeatElement(row, count: rows).joined(separator: ", ")
            return try HotStatement(
                db,
                sql: "\(insert) (\(columns.joined(separator: ", "))) VALUES \(values) \(tail)",
                blobs: rows * blobs
            )
        }
        single = try statement(1)
        group = try statement(size)
    }

    /// Where the values of a group's row are bound; the row of ``single`` is the first.
    @inline(__always)
    func place(_ row: Int) -> Place {
        Place(first: Int32(row * columns + 1), slot: row * blobs)
    }

    /// Inserts rows in their order.
    ///
    /// - parameters:
    ///   - rows: The rows.
    ///   - bind: Binds the values of a row to a statement, at a place.
    @inline(__always)
    func insert<Rows: RandomAccessCollection<Row>, Row>(
        _ rows: Rows,
        bind: (Row, HotStatement, Place) -> Void
    ) throws {
        var rest = rows[...]
        while rest.count >= size {
            for row in 0..<size {
                bind(rest[rest.index(rest.startIndex, offsetBy: row)], group, place(row))
            }
            _ = try group.run()
            rest = rest.dropFirst(size)
        }
        for row in rest {
            bind(row, single, place(0))
            _ = try single.run()
        }
    }
}
