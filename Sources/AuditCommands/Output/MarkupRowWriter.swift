import Basics

/// Writes a Markdown table; an empty result is its heading alone.
struct MarkdownRowWriter: RowWriter {
    private let columns: [OutputColumn]
    private let sink: OutputSink
    private let zone: ClockZone
    private var hasHeading = false

    init(columns: [OutputColumn], sink: OutputSink, zone: ClockZone) {
        self.columns = columns
        self.sink = sink
        self.zone = zone
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        precondition(row.count == columns.count, "a row has a value for each column")
        try writeHeading()
        try writeLine(row.map { MarkdownText.plain($0.text(in: zone)) })
    }

    mutating func finish() throws(OutputError) {
        try writeHeading()
        try sink.flush()
    }

    private mutating func writeHeading() throws(OutputError) {
        guard !hasHeading else { return }
        hasHeading = true
        try writeLine(columns.map { MarkdownText.plain($0.title(in: zone)) })
        try writeLine(columns.map { $0.alignment == .trailing ? "--:" : "---" })
    }

    private func writeLine(_ cells: [String]) throws(OutputError) {
        try sink.write("| \(cells.joined(separator: " | ")) |\n")
    }
}

/// Writes an HTML page with one table, which loads nothing.
struct HTMLRowWriter: RowWriter {
    private let columns: [OutputColumn]
    private let sink: OutputSink
    private let zone: ClockZone
    private var hasHeading = false

    init(columns: [OutputColumn], sink: OutputSink, zone: ClockZone) {
        self.columns = columns
        self.sink = sink
        self.zone = zone
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        precondition(row.count == columns.count, "a row has a value for each column")
        try writeHeading()
        let cells = row.map { value -> Markup in "<td>\(value.text(in: zone))</td>" }
        try write("<tr>\(Self.joined(cells))</tr>\n")
    }

    mutating func finish() throws(OutputError) {
        try writeHeading()
        try write("</tbody></table></body></html>\n")
        try sink.flush()
    }

    private mutating func writeHeading() throws(OutputError) {
        guard !hasHeading else { return }
        hasHeading = true
        let cells = columns.map { column -> Markup in "<th>\(column.title(in: zone))</th>" }
        try write(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>audit</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <style>
            :root { color-scheme: light dark; }
            body { font: 0.9rem/1.4 system-ui, sans-serif; margin: 1rem; }
            table { border-collapse: collapse; }
            th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.6rem;
              border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
            </style></head>
            <body><table><thead><tr>\(Self.joined(cells))</tr></thead><tbody>

            """
        )
    }

    private func write(_ markup: Markup) throws(OutputError) { try sink.write(markup.text) }

    private static func joined(_ cells: [Markup]) -> Markup {
        cells.reduce(into: Markup()) { $0 += $1 }
    }
}
