import GRDB

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

    /// Prepares the two statements.
    ///
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
