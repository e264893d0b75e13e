/// Writes comma- or tab-separated values, a row a line, with the column names as the first line.
///
/// The header is there when the result is empty too: readers of CSV take a file without a header
/// for a broken one.
struct SeparatedRowWriter: RowWriter {
    private let columns: [OutputColumn]
    private let sink: OutputSink
    private let dialect: SeparatedDialect
    private var hasHeader = false

    init(columns: [OutputColumn], sink: OutputSink, dialect: SeparatedDialect) {
        self.columns = columns
        self.sink = sink
        self.dialect = dialect
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        precondition(row.count == columns.count, "a row has a value for each column")
        try writeHeader()
        try writeLine(row)
    }

    mutating func finish() throws(OutputError) {
        try writeHeader()
        try sink.flush()
    }

    private mutating func writeHeader() throws(OutputError) {
        guard !hasHeader else { return }
        hasHeader = true
        try writeLine(columns.map { .text($0.name) })
    }

    private func writeLine(_ row: [OutputValue]) throws(OutputError) {
        // Without the quotes a row of one empty cell would be an empty line, which readers skip.
        if dialect == .csv, row.count == 1, row[0].plainText.isEmpty {
            try sink.write("\"\"\n")
            return
        }
        let cells = row.map { dialect.cell($0) }
        try sink.write(cells.joined(separator: dialect.separator) + "\n")
    }
}
