import GRDB

/// Inserts rows into `event`, several to a statement, and tells which of them are new.
///
/// Where a group turns out to hold rows that the index has already, each row of it is looked up,
/// and the next rows go one by one: events that are delivered twice come in runs.
final class EventInserter {
    /// A row with its numbers of the index.
    struct Row {
        var event: EventRow
        var numbers: InlineArray<10, Int64>
        /// The file, by its number in the ledger.
        var source: Int64
    }

    /// Rows that go one by one after a group that was not all new.
    private static let patience = 128

    private let inserter: GroupedInsert
    private let isThisRow: HotStatement
    private var cautiousRows = 0

    init(_ db: Database) throws {
        inserter = try GroupedInsert(
            db,
            "INSERT OR IGNORE INTO event",
            columns: ["time", "id", "content"] + TextKind.allCases.map(\.table)
                + ["flags", "source", "offset", "length"]
        )
        isThisRow = try HotStatement(
            db,
            sql: """
                SELECT source = ?4 AND offset = ?5 FROM event
                WHERE time = ?1 AND id = ?2 AND content = ?3
                """
        )
    }

    /// Inserts rows in order, and calls `body` with each and whether it is new.
    ///
    /// - parameters:
    ///   - count: How many rows there are.
    ///   - isFresh: Whether the ledger had no line of a row's file, so that no row of it can be
    ///     there from another reading.
    ///   - row: Gives a row by its position.
    func insert(
        _ count: Int,
        of batch: IndexBatch,
        isFresh: (Row) -> Bool,
        row: (Int) -> Row,
        _ body: (Row, Bool) throws -> Void
    ) throws {
        var rows: [Row] = []
        rows.reserveCapacity(inserter.size)
        for position in 0..<count {
            let next = row(position)
            guard cautiousRows == 0, isFresh(next) else {
                try flushSingly(&rows, batch, body)
                if cautiousRows > 0 { cautiousRows -= 1 }
                try body(next, insertOne(next, batch))
                continue
            }
            rows.append(next)
            if rows.count == inserter.size { try flushGroup(&rows, batch, body) }
        }
        try flushSingly(&rows, batch, body)
    }

    private func insertOne(_ row: Row, _ batch: IndexBatch) throws -> Bool {
        bind(row, batch, inserter.single, inserter.place(0))
        return try inserter.single.run() > 0
    }

    private func flushSingly(
        _ rows: inout [Row],
        _ batch: IndexBatch,
        _ body: (Row, Bool) throws -> Void
    ) throws {
        for row in rows { try body(row, insertOne(row, batch)) }
        rows.removeAll(keepingCapacity: true)
    }

    private func flushGroup(
        _ rows: inout [Row],
        _ batch: IndexBatch,
        _ body: (Row, Bool) throws -> Void
    ) throws {
        for index in rows.indices {
            bind(rows[index], batch, inserter.group, inserter.place(index))
        }
        let areAllNew = try inserter.group.run() == rows.count
        if !areAllNew { cautiousRows = Self.patience }
        for row in rows { try body(row, areAllNew || isInserted(row, batch)) }
        rows.removeAll(keepingCapacity: true)
    }

    /// Whether the index has a row of this very place, which only this run can have given it.
    private func isInserted(_ row: Row, _ batch: IndexBatch) throws -> Bool {
        isThisRow.bind(row.event.time, at: 1)
        isThisRow.bind(id: row.event, batch, at: 2)
        isThisRow.bind(row.event.content, at: 3)
        isThisRow.bind(row.source, at: 4)
        isThisRow.bind(row.event.offset, at: 5)
        return try isThisRow.integer() == 1
    }

    @inline(__always)
    private func bind(
        _ row: Row,
        _ batch: IndexBatch,
        _ statement: HotStatement,
        _ place: GroupedInsert.Place
    ) {
        let first = place.first
        statement.bind(row.event.time, at: first)
        statement.bind(id: row.event, batch, at: first + 1, slot: place.slot)
        statement.bind(row.event.content, at: first + 2)
        for kind in 0..<row.numbers.count {
            statement.bind(row.numbers[kind], at: first + Int32(kind + 3))
        }
        statement.bind(Int64(row.event.flags.rawValue), at: first + 13)
        statement.bind(row.source, at: first + 14)
        statement.bind(row.event.offset, at: first + 15)
        statement.bind(Int64(row.event.length), at: first + 16)
    }
}
