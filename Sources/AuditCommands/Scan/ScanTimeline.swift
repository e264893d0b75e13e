import Detection
import Ingestion

/// What a scan found, as one timeline.
struct ScanTimeline {
    let program: RuleProgram
    let result: ScanResult

    /// Writes hits by the time of their events, and correlations by that of their last.
    func write(_ format: OutputFormat, _ console: Console) throws {
        let isTable = format == .table
        let columns =
            isTable ? ScanColumn.table(width: console.layout.width) : ScanColumn.machine
        var writer = format.rowWriter(
            columns: columns.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        func writeCorrelation(_ outcome: CorrelationOutcome) throws {
            let row = ScanRow.Correlation(
                outcome,
                program.correlations[outcome.correlation]
            )
            try writer.write(columns.map { isTable ? row.brief($0) : row.value($0) })
        }
        var correlations = result.correlations[...]
        for hit in result.hits {
            while let next = correlations.first, next.result.end < hit.event.time {
                try writeCorrelation(next)
                correlations = correlations.dropFirst()
            }
            let row = ScanRow.Hit(event: hit.event, header: program.rules[hit.rule].header)
            try writer.write(columns.map { isTable ? row.brief($0) : row.value($0) })
        }
        for outcome in correlations { try writeCorrelation(outcome) }
        try writer.finish()
    }
}
