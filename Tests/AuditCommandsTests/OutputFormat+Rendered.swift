@testable import AuditCommands

extension OutputFormat {
    /// Returns what this format makes of rows.
    func rendered(
        _ columns: [OutputColumn],
        _ rows: [[OutputValue]],
        width: Int? = nil,
        color: Bool = false
    ) throws -> String {
        let sink = OutputSink.inMemory()
        let layout = TableLayout(width: width, color: color)
        var writer = rowWriter(columns: columns, sink: sink, layout: layout)
        for row in rows { try writer.write(row) }
        try writer.finish()
        return sink.text
    }
}
