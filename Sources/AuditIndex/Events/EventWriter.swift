import GRDB

/// One event as the index keeps it; texts are numbers of the batch's tables, 0 where there is none.
package struct EventRow: Sendable {
    /// Seconds since 1970.
    package var time: Int64 = 0
    /// The two halves of the id, whatever form it has.
    package var idHigh: UInt64 = 0
    /// See ``idHigh``.
    package var idLow: UInt64 = 0
    /// The number of the id's text, where it is no UUID; else 0.
    package var idText: Int32 = 0
    /// 48 bits that distinguish two contents under one id.
    package var content: Int64 = 0
    /// The texts, by ``TextKind``.
    var texts: InlineArray<10, Int32> = InlineArray(repeating: 0)
    /// The flags.
    package var flags: EventFlags = []
    /// The file, as a position in the batch's files.
    package var file: Int32 = 0
    /// Where the raw record is in the file's inflated bytes.
    package var offset: Int64 = 0
    /// See ``offset``.
    package var length: Int32 = 0

    package init() {}

    /// The number of one of the texts.
    package subscript(kind: TextKind) -> Int32 {
        get { texts[kind.rawValue] }
        set { texts[kind.rawValue] = newValue }
    }
}

/// Flags of an event's row.
///
/// Their values are part of the file format. Public, as `TextKind`, because the compiler carries
/// only public code into other modules, and each event passes through here.
public struct EventFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int32

    /// Makes flags of their bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The call failed.
    public static let failed = EventFlags(rawValue: 1 << 0)
    /// The call failed because the caller was not allowed to make it.
    public static let denied = EventFlags(rawValue: 1 << 1)
    /// The call changed nothing, says CloudTrail.
    public static let readOnly = EventFlags(rawValue: 1 << 2)
    /// The session began with a second factor.
    public static let mfa = EventFlags(rawValue: 1 << 3)
    /// A service made the call with the credentials of its caller.
    public static let forwarded = EventFlags(rawValue: 1 << 4)
    /// The session's credentials came from the console.
    public static let console = EventFlags(rawValue: 1 << 5)
    /// The record adds to an event delivered before.
    public static let addendum = EventFlags(rawValue: 1 << 6)
    /// The record has no `eventID`: the row's id is a hash of its content.
    public static let withoutID = EventFlags(rawValue: 1 << 7)
    /// A data event.
    public static let data = EventFlags(rawValue: 1 << 8)
    /// An Insights event.
    public static let insight = EventFlags(rawValue: 1 << 9)
    /// A network activity event.
    public static let networkActivity = EventFlags(rawValue: 1 << 10)
    /// An aggregated event, which sums up calls of five minutes.
    public static let aggregated = EventFlags(rawValue: 1 << 12)
    /// What holds of all rows but those of aggregated events.
    static let isSingleSQL = "flags & \(aggregated.rawValue) = 0"
    /// The call is about several secrets at once; only rows of `secret_access` say so.
    static let batch = EventFlags(rawValue: 1 << 11)
}

/// An event by time and id, as the index keeps them.
struct EventPlace: Equatable {
    var time: Int64
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// The id where it is no UUID.
    var text: [UInt8]?

    init(time: Int64) { self.time = time }

    init(_ row: EventRow, _ batch: IndexBatch) {
        time = row.time
        high = row.idHigh
        low = row.idLow
        text = row.idText == 0 ? nil : Array(batch.identifiers.utf8(row.idText))
    }

    /// Of one time, ids are in no order that means anything: it only is the same each time.
    static func < (left: EventPlace, right: EventPlace) -> Bool {
        if left.time != right.time { return left.time < right.time }
        switch (left.text, right.text) {
        case (nil, nil): return (left.high, left.low) < (right.high, right.low)
        case (nil, _): return true
        case (_, nil): return false
        case (let first?, let second?): return first.lexicographicallyPrecedes(second)
        }
    }

    func bindID(to statement: HotStatement, at index: Int32, slot: Int) {
        if let text {
            statement.bind(text: text[...], at: index)
        } else {
            statement.bind(blob: high, low, at: index, slot: slot)
        }
    }
}

/// Inserts rows into `event`, several to a statement, and says which of them are new.
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
