import Basics

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
    /// - parameter layout: What a table may use; of the other formats, those for people use its zone.
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
        case .markdown: MarkdownRowWriter(columns: columns, sink: sink, zone: layout.zone)
        case .html: HTMLRowWriter(columns: columns, sink: sink, zone: layout.zone)
        }
    }
}

/// Writes one JSON array, an object a line; an empty result is `[]`.
struct JSONRowWriter: RowWriter {
    private let object: RowObject
    private let sink: OutputSink
    private var isEmpty = true

    init(columns: [OutputColumn], sink: OutputSink) {
        object = RowObject(columns: columns)
        self.sink = sink
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        var line = isEmpty ? "[\n" : ",\n"
        isEmpty = false
        object.append(row, to: &line)
        try sink.write(line)
    }

    mutating func finish() throws(OutputError) {
        try sink.write(isEmpty ? "[]\n" : "\n]\n")
        try sink.flush()
    }
}

/// Writes one JSON object a line; an empty result is no line.
struct JSONLinesRowWriter: RowWriter {
    private let object: RowObject
    private let sink: OutputSink

    init(columns: [OutputColumn], sink: OutputSink) {
        object = RowObject(columns: columns)
        self.sink = sink
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        var line = ""
        object.append(row, to: &line)
        line += "\n"
        try sink.write(line)
    }

    mutating func finish() throws(OutputError) {
        try sink.flush()
    }
}

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

/// What CSV and TSV do differently: the separator, and how a cell is written.
///
/// In both a row is one line, and no control character of a log reaches the terminal or the
/// spreadsheet. TSV doubles the backslash, so that its cells can be read back exactly; CSV leaves
/// it, as its readers know no escapes.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc4180>
enum SeparatedDialect: Sendable {
    /// Commas, quotes where they are needed.
    case csv

    /// Tabs; `\t`, `\n` and `\\` inside a cell.
    case tsv

    /// What stands between two cells.
    var separator: String {
        switch self {
        case .csv: ","
        case .tsv: "\t"
        }
    }

    /// Returns a value as a cell.
    ///
    /// - parameter value: The value.
    func cell(_ value: OutputValue) -> String {
        let text = SpreadsheetText.neutralised(value)
        switch self {
        case .csv:
            let visible = TerminalText.visible(text)
            let needsQuotes = visible.utf8.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"")
            }
            guard needsQuotes else { return visible }
            let doubled = visible.split(separator: "\"", omittingEmptySubsequences: false)
            return "\"" + doubled.joined(separator: "\"\"") + "\""
        case .tsv:
            return TerminalText.visible(text, escapingBackslash: true)
        }
    }
}

/// Text that a spreadsheet does not run as a formula.
///
/// Whoever calls AWS chooses the user agent that lands in the log. Opened in a spreadsheet,
/// `=HYPERLINK(…)` there would run on the desk of the person who investigates.
///
/// Related documentation: <https://owasp.org/www-community/attacks/CSV_Injection>
enum SpreadsheetText {
    /// Returns a value as text, with a leading `'` when a spreadsheet would take it for a formula.
    ///
    /// - parameter value: The value. Numbers are left alone, negative ones too.
    static func neutralised(_ value: OutputValue) -> String {
        let text = value.plainText
        switch value {
        case .text:
            return startsFormula(text) ? "'" + text : text
        case .json:
            // JSON cannot start with any of these but a minus, and then it is a number.
            return startsFormula(text) && Int64(text) == nil && Double(text) == nil
                ? "'" + text : text
        case .null, .integer, .boolean, .time, .object, .array:
            return text
        }
    }

    private static func startsFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n": true
        // The full-width forms: East Asian editions read them as the plain ones.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
