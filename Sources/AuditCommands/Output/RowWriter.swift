/// Writes rows of a result, one after another, in one format.
///
/// For example:
///
/// ```swift
/// var writer = OutputFormat.csv.rowWriter(columns: columns, sink: sink, layout: layout)
/// try writer.write([.time(1_772_847_605), .text("GetSecretValue")])
/// try writer.finish()
/// ```
protocol RowWriter {
    /// Writes one row.
    ///
    /// - parameter row: A value for each column.
    mutating func write(_ row: [OutputValue]) throws(OutputError)

    /// Writes what is left, the end of the format included, and flushes the sink.
    mutating func finish() throws(OutputError)
}

extension OutputFormat {
    /// Returns the writer of this format.
    ///
    /// The switch is exhaustive on purpose: a new format is a compile error here until it has a
    /// writer.
    ///
    /// - parameter columns: The columns, in order.
    /// - parameter sink: Where the text goes.
    /// - parameter layout: What a table may use; the other formats have no use for it.
    func rowWriter(
        columns: [OutputColumn],
        sink: OutputSink,
        layout: TableLayout
    ) -> any RowWriter {
        switch self {
        case .table: TableRowWriter(columns: columns, sink: sink, layout: layout)
        case .json: JSONRowWriter(columns: columns, sink: sink)
        case .jsonl: JSONLinesRowWriter(columns: columns, sink: sink)
        case .csv: SeparatedRowWriter(columns: columns, sink: sink, dialect: .csv)
        case .tsv: SeparatedRowWriter(columns: columns, sink: sink, dialect: .tsv)
        }
    }
}
