import CloudTrail
import GRDB

/// Reads the rows of events that pass a filter, in the order of time, some days at a time.
struct EventScan {
    private let db: Database
    private let conditions: [ResolvedCondition]
    private let plan: HourPlan
    private let span: Range<Int64>

    init(_ filter: EventFilter, _ db: Database) throws {
        self.db = db
        let bounds = try Row.fetchOne(db, sql: "SELECT min(time), max(time) FROM event")
        let first: Int64 = bounds?[0] ?? 0
        let last: Int64 = bounds?[1] ?? -1
        let start = max(first, filter.since ?? first)
        span = start..<max(start, min(last + 1, filter.until ?? last + 1))
        let resolved = try filter.conditions.map { try ResolvedCondition($0, db) }
        conditions = resolved
        plan = HourPlan(resolved)
    }

    /// Calls `body` with each row, until it returns false.
    ///
    /// - parameters:
    ///   - columns: What to select.
    ///   - newestFirst: The order of time.
    func forEach(
        _ columns: String,
        newestFirst: Bool,
        _ body: (Row) throws -> Bool
    ) throws {
        let order = newestFirst ? "DESC" : "ASC"
        try forEachRange(
            "SELECT \(columns)",
            "ORDER BY time \(order), id \(order), content \(order)",
            newestFirst: newestFirst
        ) { statement in
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                guard try body(row) else { return false }
            }
            return true
        }
    }

    /// Calls `body` with the number of rows of each range of hours.
    func forEachCount(_ body: (Int) -> Void) throws {
        try forEachRange("SELECT count(*)", "", newestFirst: false) { statement in
            body(try Int.fetchOne(statement) ?? 0)
            return true
        }
    }

    /// Calls `body` with the number that each row has in one column.
    func forEachNumber(of kind: TextKind, _ body: (Int64) -> Void) throws {
        try forEachRange("SELECT \(kind.table)", "", newestFirst: false) { statement in
            let numbers = try Int64.fetchCursor(statement)
            while let number = try numbers.next() { body(number) }
            return true
        }
    }

    /// Calls `body` with the statement for each range of hours that is worth reading.
    private func forEachRange(
        _ selection: String,
        _ order: String,
        newestFirst: Bool,
        _ body: (Statement) throws -> Bool
    ) throws {
        guard !span.isEmpty, !conditions.contains(where: \.isImpossible) else { return }
        let parts = conditions.map(\.sql)
        let filter = parts.map { " AND \($0.text)" }.joined()
        let statement = try db.makeStatement(
            sql: "\(selection) FROM event WHERE time >= ? AND time < ?\(filter) \(order)"
        )
        let arguments = parts.reduce(into: StatementArguments()) { $0 += $1.arguments }
        for window in Windows(span: span, newestFirst: newestFirst) {
            let ranges = try plan.ranges(window, db)
            for range in newestFirst ? ranges.reversed() : ranges {
                let seconds = range.clamped(to: span)
                guard !seconds.isEmpty else { continue }
                try statement.setArguments(
                    [seconds.lowerBound, seconds.upperBound] + arguments
                )
                guard try body(statement) else { return }
            }
        }
    }
}

/// The days of a span in windows that double from one day to 32: the first results come soon,
/// and a long search asks for its hours a few times only.
private struct Windows: Sequence, IteratorProtocol {
    private var left: Range<Int64>
    private var size: Int64 = 1
    private let newestFirst: Bool

    init(span: Range<Int64>, newestFirst: Bool) {
        left = span.lowerBound / 86_400..<(span.upperBound - 1) / 86_400 + 1
        self.newestFirst = newestFirst
    }

    mutating func next() -> Range<Int64>? {
        guard !left.isEmpty else { return nil }
        let count = Swift.min(size, Int64(left.count))
        size = Swift.min(size * 2, 32)
        if newestFirst {
            let window = left.upperBound - count..<left.upperBound
            left = left.lowerBound..<window.lowerBound
            return window
        }
        let window = left.lowerBound..<left.lowerBound + count
        left = window.upperBound..<left.upperBound
        return window
    }
}
