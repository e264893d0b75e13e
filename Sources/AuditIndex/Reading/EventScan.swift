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
        let bounds = try Row.fetchOne(
            db,
            sql: "SELECT (SELECT min(time) FROM event), (SELECT max(time) FROM event)"
        )
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
            in: span,
            newestFirst: newestFirst
        ) { statement in
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                guard try body(row) else { return false }
            }
            return true
        }
    }

    /// The number of rows.
    func count() throws -> Int {
        guard let split = split(isCounted: isInActivity) else { return try count(span) }
        let (filter, arguments) = activityFilter(split.days)
        let whole = try Int.fetchOne(
            db,
            sql: "SELECT sum(count) FROM activity WHERE \(filter)",
            arguments: arguments
        )
        return try split.edges.reduce(whole ?? 0) { try $0 + count($1) }
    }

    /// The number of rows for each number of a column.
    func counts(of kind: TextKind) throws -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        func scan(_ seconds: Range<Int64>) throws {
            try forEachRange("SELECT \(kind.table)", "", in: seconds, newestFirst: false) {
                let numbers = try Int64.fetchCursor($0)
                while let number = try numbers.next() { counts[number, default: 0] += 1 }
                return true
            }
        }
        guard let split = split(isCounted: isInActivity && kind.isInActivity) else {
            try scan(span)
            return counts
        }
        let (filter, arguments) = activityFilter(split.days)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT \(kind.table), sum(count) FROM activity WHERE \(filter) GROUP BY 1",
            arguments: arguments
        )
        while let row = try rows.next() { counts[row[0]] = row[1] }
        for edge in split.edges { try scan(edge) }
        return counts
    }

    /// Whether `activity` knows all that the conditions ask for.
    private var isInActivity: Bool {
        conditions.allSatisfy {
            guard case .numbers(let kind, _) = $0.test else { return false }
            return kind.isInActivity
        }
    }

    /// The whole days of the span, which `activity` has counted already, and what is left of it.
    private func split(isCounted: Bool) -> (days: Range<Int64>, edges: [Range<Int64>])? {
        guard isCounted, !span.isEmpty else { return nil }
        let first = (span.lowerBound + 86_399) / 86_400
        let end = span.upperBound / 86_400
        guard first < end else { return nil }
        let edges = [span.lowerBound..<first * 86_400, end * 86_400..<span.upperBound]
        return (first..<end, edges.filter { !$0.isEmpty })
    }

    private func activityFilter(_ days: Range<Int64>) -> (String, StatementArguments) {
        let parts = conditions.map(\.sql)
        return (
            "day >= ? AND day < ?" + parts.map { " AND \($0.text)" }.joined(),
            parts.reduce(into: [days.lowerBound, days.upperBound]) { $0 += $1.arguments }
        )
    }

    private func count(_ seconds: Range<Int64>) throws -> Int {
        var count = 0
        try forEachRange("SELECT count(*)", "", in: seconds, newestFirst: false) { statement in
            count += try Int.fetchOne(statement) ?? 0
            return true
        }
        return count
    }

    /// Calls `body` with the statement for each range of hours that is worth reading.
    private func forEachRange(
        _ selection: String,
        _ order: String,
        in span: Range<Int64>,
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
