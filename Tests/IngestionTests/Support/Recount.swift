@testable import AuditIndex

/// The daily counts, reckoned from the events alone.
struct Recount {
    private(set) var activity: [[String]] = []
    private(set) var seen: [[String]] = []

    private struct Tally {
        var count = 0
        var hours = 0
    }

    init(_ index: AuditDatabase) throws {
        let kinds = TextKind.allCases.filter { !$0.isInActivity }
        let columns = kinds.map { $0.text(of: $0.table) }.joined(separator: ", ")
        let joins = TextKind.allCases.map {
            "LEFT JOIN \($0.table) ON \($0.table).id = event.\($0.table)"
        }
        let rows = try index.rows(
            """
            SELECT time / 86400, time % 86400 / 3600, hex(\(AuditDatabase.principalSQL)), hex(action.source),
              hex(action.name), hex(error.text), \(columns)
            FROM event \(joins.joined(separator: " "))
            """
        )
        var activities: [[String]: Tally] = [:]
        var others: [[String]: Tally] = [:]
        for row in rows {
            let bit = 1 << (Int(row[1]) ?? 31)
            activities[[row[0]] + row[2..<6], default: Tally()].count += 1
            activities[[row[0]] + row[2..<6], default: Tally()].hours |= bit
            for (kind, text) in zip(kinds, row[6...]) where text != "\"\"" {
                let key = [row[0], "\"\(kind.table)\"", text]
                others[key, default: Tally()].count += 1
                others[key, default: Tally()].hours |= bit
            }
        }
        activity = Self.sorted(activities)
        seen = Self.sorted(others)
    }

    private static func sorted(_ tallies: [[String]: Tally]) -> [[String]] {
        tallies.map { $0.key + ["\($0.value.count)", "\($0.value.hours)"] }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }
}
