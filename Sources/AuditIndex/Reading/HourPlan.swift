import GRDB

/// Which hours of some days can hold events that pass, as `activity` and `seen` tell.
///
/// The table of events has no index but time; this is what makes a rare principal, address or key
/// cheap to find in it.
struct HourPlan {
    /// The conditions that say something about hours.
    private let conditions: [ResolvedCondition]

    init(_ conditions: [ResolvedCondition]) {
        self.conditions = conditions.filter { condition in
            guard !condition.isExcluded, case .numbers = condition.test else { return false }
            return true
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
        guard case .numbers(let kind, let numbers) = condition.test, !numbers.isEmpty else {
            return [:]
        }
        let (text, arguments) = condition.sql
        let table: String
        let filter: String
        if kind.isInActivity {
            (table, filter) = ("activity", text)
        } else {
            let own = text.replacing("\(kind.table) IN", with: "id IN", maxReplacements: 1)
            (table, filter) = ("seen", "kind = \(kind.rawValue) AND \(own)")
        }
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT day, hours FROM \(table) WHERE day >= ? AND day < ? AND \(filter)",
            arguments: [days.lowerBound, days.upperBound] + arguments
        )
        var hours: [Int64: UInt32] = [:]
        while let row = try rows.next() {
            let day: Int64 = row[0]
            hours[day, default: 0] |= UInt32(truncatingIfNeeded: row[1] as Int64)
        }
        return hours
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
