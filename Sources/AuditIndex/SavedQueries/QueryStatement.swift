import Foundation
import GRDB
import GRDBSQLite

/// A user's statement that reads: one SELECT, prepared.
///
/// See [sqlite3_prepare](https://www.sqlite.org/c3ref/prepare.html).
final class QueryStatement {
    /// The bytes that a value may have, and a row of the result: a table, or JSON, takes many more
    /// for each of them.
    static let longestValue: Int32 = 4 << 20
    /// The bytes of a pattern of LIKE or GLOB, which takes as many comparisons for each byte of a
    /// value, in one step that nothing interrupts.
    static let longestPattern: Int32 = 256

    private let connection: OpaquePointer?
    private let handle: OpaquePointer

    /// - throws: ``QueryError`` where the text is no statement, or does not only read.
    init(_ sql: String, _ db: Database) throws {
        connection = db.sqliteConnection
        var handle: OpaquePointer?
        var rest = ""
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(db.sqliteConnection, start, -1, &handle, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else {
            throw QueryError.malformed(String(cString: sqlite3_errmsg(db.sqliteConnection)))
        }
        guard let handle else { throw QueryError.notOneSelect("there is no statement in it") }
        self.handle = handle
        // ATTACH and many a PRAGMA pass for reading with SQLite itself.
        let words: Set = ["select", "with", "values", "explain"]
        guard words.contains(Self.firstWord(of: sql)), sqlite3_stmt_readonly(handle) != 0 else {
            throw QueryError.notOneSelect("it is no SELECT; queries read, and change nothing")
        }
        guard Self.isBlank(rest) else {
            throw QueryError.notOneSelect("there is a second statement in it")
        }
    }

    deinit { sqlite3_finalize(handle) }

    /// The names of its parameters, without colons, each once; nil for one without a name.
    var parameters: [String?] {
        var names: [String?] = []
        for index in 0..<max(sqlite3_bind_parameter_count(handle), 0) {
            let name = sqlite3_bind_parameter_name(handle, index + 1)
                .map { String(String(cString: $0).dropFirst()) }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The names of its columns.
    var columns: [String] {
        (0..<sqlite3_column_count(handle)).map { index in
            sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
        }
    }

    /// Gives parameters their values; the others are null.
    func bind(_ arguments: [String: QueryValue]) {
        for index in 1...max(sqlite3_bind_parameter_count(handle), 1) {
            guard let name = sqlite3_bind_parameter_name(handle, index) else { continue }
            switch arguments[String(String(cString: name).dropFirst())] ?? .null {
            case .null: sqlite3_bind_null(handle, index)
            case .integer(let number): sqlite3_bind_int64(handle, index, number)
            case .real(let number): sqlite3_bind_double(handle, index, number)
            case .text(let text):
                text.withCString { start in
                    let count = Int32(clamping: text.utf8.count)
                    _ = sqlite3_bind_text(handle, index, start, count, Self.transient)
                }
            case .blob(let bytes):
                let count = Int32(clamping: bytes.count)
                _ = sqlite3_bind_blob(handle, index, bytes, count, Self.transient)
            }
        }
    }

    /// Goes to the next row.
    ///
    /// - returns: False where there is none.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: String(cString: sqlite3_errmsg(connection))
            )
        }
    }

    /// The row that it is at.
    ///
    /// - throws: ``QueryError/tooLarge``
    func row() throws(QueryError) -> [QueryValue] {
        let columns = 0..<sqlite3_column_count(handle)
        let bytes = columns.reduce(0) { sum, column in
            switch sqlite3_column_type(handle, column) {
            case SQLITE_TEXT, SQLITE_BLOB: sum + Int(sqlite3_column_bytes(handle, column))
            default: sum
            }
        }
        guard bytes <= Self.longestValue else { throw .tooLarge }
        return columns.map(value)
    }

    private func value(_ column: Int32) -> QueryValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            // By length: a NUL in it must not hide what is behind.
            let start = sqlite3_column_text(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            )
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    /// The first word of a statement, in lower case, after comments.
    private static func firstWord(of sql: String) -> String {
        let text = afterComments(Array(sql.utf8)[...])
        return String(decoding: text.prefix { $0 | 0x20 &- 0x61 < 26 }, as: UTF8.self).lowercased()
    }

    /// Whether nothing but comments and semicolons is there.
    private static func isBlank(_ sql: String) -> Bool {
        var rest = afterComments(Array(sql.utf8)[...])
        while rest.first == UInt8(ascii: ";") { rest = afterComments(rest.dropFirst()) }
        return rest.isEmpty
    }

    private static func afterComments(_ sql: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = sql
        while true {
            rest = rest.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
            if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
            } else {
                return rest
            }
        }
    }

    /// `SQLITE_TRANSIENT`, a macro that Swift does not import: SQLite makes its own copy.
    private static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
