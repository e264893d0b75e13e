import Basics
import Detection
import Ingestion

/// What a scan found, as one timeline.
struct ScanTimeline {
    let program: RuleProgram
    let result: ScanResult

    /// Writes hits by the time of their events, and correlations by that of their last.
    func write(_ format: OutputFormat, _ console: Console) throws {
        let isBrief = format.isForPeople
        let columns = isBrief ? ScanColumn.table : ScanColumn.machine
        var writer = format.rowWriter(
            columns: columns.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        func writeCorrelation(_ outcome: ScanCorrelation) throws {
            let row = ScanRow.Correlation(
                outcome,
                program.correlations[outcome.correlation]
            )
            try writer.write(columns.map { isBrief ? row.brief($0) : row.value($0) })
        }
        var correlations = result.correlations.cursor
        var next = try correlations.next()
        try result.hits.forEach { hit in
            while let outcome = next, outcome.end < hit.event.time {
                try writeCorrelation(outcome)
                next = try correlations.next()
            }
            let row = ScanRow.Hit(event: hit.event, header: program.rules[hit.rule].header)
            try writer.write(columns.map { isBrief ? row.brief($0) : row.value($0) })
        }
        while let outcome = next {
            try writeCorrelation(outcome)
            next = try correlations.next()
        }
        try writer.finish()
    }
}

/// How often each rule hit.
struct ScanStatistics {
    private struct Row {
        var header: RuleHeader
        var hits: Int
    }

    private static let columns = [
        OutputColumn("level", title: "LEVEL", shrink: .never) { Severity(rawValue: $0)?.style },
        OutputColumn("hits", title: "HITS", alignment: .trailing, shrink: .never),
        OutputColumn("title", title: "RULE", shrink: .priority(1, minimum: 40), wraps: true),
        OutputColumn("rule", title: "ID", shrink: .priority(2, minimum: 12), rank: 1),
    ]

    private let rows: [Row]

    init(program: RuleProgram, result: ScanResult) {
        let rows =
            zip(program.rules, result.hits.counts).map { Row(header: $0.header, hits: $1) }
            + zip(program.correlations, result.correlations.counts)
            .map { Row(header: $0.header, hits: $1) }
        self.rows = rows.filter { $0.hits > 0 }.sorted { left, right in
            let (first, second) = (left.header.level, right.header.level)
            if first != second { return Self.isMoreSevere(first, second) }
            if left.hits != right.hits { return left.hits > right.hits }
            return left.header.displayTitle < right.header.displayTitle
        }
    }

    /// Writes the rules with hits, by level, then by number of hits.
    func write(_ format: OutputFormat, _ console: Console) throws {
        var writer = format.rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for row in rows {
            try writer.write([
                .optional(row.header.level?.rawValue), .integer(Int64(row.hits)),
                .text(row.header.displayTitle), .optional(row.header.identity),
            ])
        }
        try writer.finish()
    }

    private static func isMoreSevere(_ left: Severity?, _ right: Severity?) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        return left > right
    }
}
