import GRDB
import SecurityArchitecture

/// Reads the rows of events that pass a filter, in the order of time, some days at a time.
struct EventScan {
    private let db: Database
    private let conditions: [ResolvedCondition]
    private let plan: HourPlan
    private let span: Range<Int64>
    /// The days that the filter leaves; nil for all.
    private let days: Range<Int64>?
    /// Which terms of the filter a row has, in SQL: a bit for each.
    let marks: String

    /// - parameter marksTerms: Whether a row that does not have the terms of the filter passes.
    init(_ filter: EventFilter, _ db: Database, marksTerms: Bool = false) throws {
        self.db = db
        let bounds = try Row.fetchOne(
            db,
            sql: "SELECT (SELECT min(time) FROM event), (SELECT max(time) FROM event)"
        )
        let first: Int64 = bounds?[0] ?? 0
        let last: Int64 = bounds?[1] ?? -1
        let start = max(first, filter.since ?? first)
        span = start..<max(start, min(last + 1, filter.until ?? last + 1))
        let days = filter.since == nil && filter.until == nil ? nil : Self.days(span)
        self.days = days
        let terms = try filter.terms.map {
            try ResolvedCondition(.init(.contains($0)), in: days, db)
        }
        let resolved =
            try filter.conditions.map { try ResolvedCondition($0, in: days, db) }
            + (marksTerms ? [] : terms)
        let bits = terms.enumerated().map { "((\($0.element.sql.text)) << \($0.offset))" }
        marks = bits.isEmpty ? "0" : "(\(bits.joined(separator: " | ")))"
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
            try forEachRange(
                "SELECT \(kind.table)",
                "",
                in: seconds,
                newestFirst: false,
                counting: true
            ) {
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
        while let row = try rows.next() {
            // 0 where there are aggregated events only.
            if let count = row[1] as Int?, count > 0 { counts[row[0]] = count }
        }
        for edge in split.edges { try scan(edge) }
        return counts
    }

    /// The number of rows for each pair of numbers of two columns.
    func counts(
        of first: TextKind,
        and second: TextKind
    ) throws -> [(numbers: (Int64, Int64), count: Int)] {
        var counts: [[Int64]: Int] = [:]
        try forEachRange(
            "SELECT \(first.table), \(second.table)",
            "",
            in: span,
            newestFirst: false,
            counting: true
        ) {
            let rows = try Row.fetchCursor($0)
            while let row = try rows.next() { counts[[row[0], row[1]], default: 0] += 1 }
            return true
        }
        return counts.map { (($0.key[0], $0.key[1]), $0.value) }
    }

    /// The number of rows for each environment; nil stands for none.
    func counts(of environments: EnvironmentNumbers) throws -> [EnvironmentFact?: Int] {
        var counts: [EnvironmentFact?: Int] = [:]
        try forEachRange(
            "SELECT \(environments.position) AS position, count(*)",
            "GROUP BY position",
            in: span,
            newestFirst: false,
            counting: true
        ) { statement in
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                counts[environments.fact(at: row[0]), default: 0] += row[1]
            }
            return true
        }
        return counts
    }

    /// What belongs to which environment, as far as the filter's days need it.
    func environments(_ architecture: Architecture) throws -> EnvironmentNumbers {
        try EnvironmentNumbers(architecture, in: days, db)
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

    /// The days that contain some seconds.
    private static func days(_ span: Range<Int64>) -> Range<Int64> {
        guard !span.isEmpty else { return 0..<0 }
        return span.lowerBound / 86_400..<(span.upperBound - 1) / 86_400 + 1
    }

    private func count(_ seconds: Range<Int64>) throws -> Int {
        var count = 0
        try forEachRange(
            "SELECT count(*)",
            "",
            in: seconds,
            newestFirst: false,
            counting: true
        ) { statement in
            count += try Int.fetchOne(statement) ?? 0
            return true
        }
        return count
    }

    /// Calls `body` with the statement for each range of hours that is worth reading.
    ///
    /// - parameter counting: Whether events are added up: aggregated ones never are.
    private func forEachRange(
        _ selection: String,
        _ order: String,
        in span: Range<Int64>,
        newestFirst: Bool,
        counting: Bool = false,
        _ body: (Statement) throws -> Bool
    ) throws {
        guard !span.isEmpty, !conditions.contains(where: \.isImpossible) else { return }
        let parts = conditions.map(\.sql)
        var filter = parts.map { " AND \($0.text)" }.joined()
        if counting { filter += " AND \(EventFlags.isSingleSQL)" }
        let statement = try db.makeStatement(
            sql: "\(selection) FROM event WHERE time >= ?1 AND time < ?2\(filter) \(order)"
        )
        let arguments = parts.reduce(into: StatementArguments()) { $0 += $1.arguments }
        let stretches = try stretches(Self.days(span))
        for days in newestFirst ? stretches.reversed() : stretches {
            for window in DayWindows(days, newestFirst: newestFirst) {
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

    /// The stretches of some days that have events: a record of the year 9999 would have three
    /// million empty days asked for.
    private func stretches(_ days: Range<Int64>) throws -> [Range<Int64>] {
        guard days.count > Self.longestStretch else { return [days] }
        let next = try db.makeStatement(sql: "SELECT min(time) FROM event WHERE time >= ?")
        var stretches: [Range<Int64>] = []
        var day = days.lowerBound
        while day < days.upperBound,
            let time = try Int64.fetchOne(next, arguments: [day * 86_400])
        {
            let first = time / 86_400
            guard first < days.upperBound else { break }
            day = min(first + Self.longestStretch, days.upperBound)
            stretches.append(first..<day)
        }
        return stretches
    }

    /// Days, with or without events, that are walked in one go.
    private static let longestStretch: Int64 = 400
}
