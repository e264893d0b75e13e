import GRDB

/// Which hours of some days can hold events that pass, by `activity` and `seen`.
///
/// The table of events has no index but time; this is what makes a rare principal, address or key
/// cheap to find in it.
struct HourPlan {
    /// The conditions that say something about hours.
    private let conditions: [ResolvedCondition]

    init(_ conditions: [ResolvedCondition]) {
        self.conditions = conditions.filter { condition in
            guard !condition.isExcluded else { return false }
            switch condition.test {
            case .numbers, .callers, .environments: return true
            // By accesses to secrets and matches of rules, events are looked up directly.
            case .secrets, .rules, .flags, .anywhere: return false
            }
        }
    }

    /// The ranges of seconds within `days` that are worth reading, the earliest first.
    func ranges(_ days: Range<Int64>, _ db: Database) throws -> [Range<Int64>] {
        guard !conditions.isEmpty else {
            return [days.lowerBound * 86_400..<days.upperBound * 86_400]
        }
        var hours: [Int64: UInt32]?
        for condition in conditions {
            let found = try self.hours(condition, days, db)
            guard let known = hours else {
                hours = found
                continue
            }
            hours = known.reduce(into: [:]) { both, entry in
                let common = entry.value & (found[entry.key] ?? 0)
                if common != 0 { both[entry.key] = common }
            }
        }
        return Self.ranges(hours ?? [:])
    }

    private func hours(
        _ condition: ResolvedCondition,
        _ days: Range<Int64>,
        _ db: Database
    ) throws -> [Int64: UInt32] {
        var hours: [Int64: UInt32] = [:]
        switch condition.test {
        case .numbers(let kind, let numbers): try add(kind, numbers, days, to: &hours, db)
        case .callers(let principals, let sessions):
            try add(.principal, principals, days, to: &hours, db)
            try add(.session, sessions, days, to: &hours, db)
        case .environments(let names, let environments):
            let members = environments.members(of: names)
            try add(.account, members.accounts, days, to: &hours, db)
            // An environment with an account of its own is busy around the clock.
            let isBusy = hours.count == days.count && hours.values.allSatisfy { $0 == Self.allDay }
            guard !isBusy else { return hours }
            try add(.resource, members.resources + members.roles, days, to: &hours, db)
            try addAccesses(members.secrets, days, to: &hours, db)
        case .secrets, .rules, .flags, .anywhere: break
        }
        return hours
    }

    private static let allDay: UInt32 = 0xff_ffff

    private func add(
        _ kind: TextKind,
        _ numbers: [Int64],
        _ days: Range<Int64>,
        to hours: inout [Int64: UInt32],
        _ db: Database
    ) throws {
        guard !numbers.isEmpty else { return }
        let source =
            kind.isInActivity
            ? "activity WHERE \(SQLText.membership(kind.table, numbers))"
            : "seen WHERE kind = \(kind.rawValue) AND \(SQLText.membership("id", numbers))"
        try add("SELECT day, hours FROM \(source) AND day >= ? AND day < ?", days, to: &hours, db)
    }

    private func addAccesses(
        _ secrets: [Int64],
        _ days: Range<Int64>,
        to hours: inout [Int64: UInt32],
        _ db: Database
    ) throws {
        guard !secrets.isEmpty else { return }
        let sql = """
            SELECT DISTINCT time / 86400, 1 << (time % 86400 / 3600) FROM secret_access
            WHERE \(SQLText.membership("secret", secrets))
              AND time >= ? * 86400 AND time < ? * 86400
            """
        try add(sql, days, to: &hours, db)
    }

    private func add(
        _ sql: String,
        _ days: Range<Int64>,
        to hours: inout [Int64: UInt32],
        _ db: Database
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: sql,
            arguments: [days.lowerBound, days.upperBound]
        )
        while let row = try rows.next() {
            hours[row[0], default: 0] |= UInt32(truncatingIfNeeded: row[1] as Int64)
        }
    }

    /// Joins hours that follow one another.
    private static func ranges(_ hours: [Int64: UInt32]) -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        for (day, mask) in hours.sorted(by: { $0.key < $1.key }) {
            for hour in 0..<24 where mask & (1 << UInt32(hour)) != 0 {
                let start = day * 86_400 + Int64(hour) * 3_600
                if let last = ranges.last, last.upperBound == start {
                    ranges[ranges.count - 1] = last.lowerBound..<start + 3_600
                } else {
                    ranges.append(start..<start + 3_600)
                }
            }
        }
        return ranges
    }
}

/// Days in windows that double from one day to 32: the first results come soon, and a long search
/// asks for its hours a few times only.
struct DayWindows: Sequence, IteratorProtocol {
    private var left: Range<Int64>
    private var size: Int64 = 1
    private let newestFirst: Bool

    init(_ days: Range<Int64>, newestFirst: Bool) {
        left = days
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
