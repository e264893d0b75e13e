/// A row of a result that people see in brief, and programs whole.
protocol ListRow {
    /// All columns.
    static var columns: [OutputColumn] { get }
    /// The positions of the columns that a table of some width has room for.
    static func shown(in width: Int?) -> [Int]
    /// The cells of a table, one for each column.
    var brief: [OutputValue] { get }
    /// The cells for programs, one for each column.
    var values: [OutputValue] { get }
}

extension Console {
    /// Writes rows in a format: those columns that fit, in a table.
    func write<Row: ListRow>(_ rows: some Sequence<Row>, _ format: OutputFormat) throws {
        let isTable = format == .table
        let shown = isTable ? Row.shown(in: layout.width) : Array(Row.columns.indices)
        var writer = format.rowWriter(
            columns: shown.map { Row.columns[$0] },
            sink: output,
            layout: layout
        )
        for row in rows {
            let cells = isTable ? row.brief : row.values
            try writer.write(shown.map { cells[$0] })
        }
        try writer.finish()
    }
}
