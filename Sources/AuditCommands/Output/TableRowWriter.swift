import CloudTrail

/// Writes aligned columns that fit the terminal; an empty result prints nothing at all.
///
/// The first rows are held back to choose the widths, which the rest then keeps. So a table
/// starts at once and takes bounded memory, however many rows there are.
///
/// - complexity: holds at most 500 rows, their cells cut to the width of the terminal.
struct TableRowWriter: RowWriter {
    private static let sampleSize = 500

    private let columns: [OutputColumn]
    private let sink: OutputSink
    private let layout: TableLayout
    private var sample: [[String]] = []
    private var widths: [Int]?

    init(columns: [OutputColumn], sink: OutputSink, layout: TableLayout) {
        self.columns = columns
        self.sink = sink
        self.layout = layout
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        precondition(row.count == columns.count, "a row has a value for each column")
        let cells = zip(columns, row).map { column, value in
            let text = TerminalText.visible(value.plainText)
            guard let limit = layout.width, case .priority = column.shrink else { return text }
            return DisplayWidth.truncated(text, to: limit, cut: column.cut)
        }
        if let widths {
            try writeLine(cells, widths: widths)
            return
        }
        sample.append(cells)
        if sample.count == Self.sampleSize { try writeSample() }
    }

    mutating func finish() throws(OutputError) {
        if widths == nil, !sample.isEmpty { try writeSample() }
        try sink.flush()
    }

    private mutating func writeSample() throws(OutputError) {
        let titles = columns.map { TerminalText.visible($0.title) }
        var natural = titles.map { DisplayWidth.columns(of: $0) }
        for cells in sample {
            for (index, cell) in cells.enumerated() {
                natural[index] = max(natural[index], DisplayWidth.columns(of: cell))
            }
        }
        let chosen =
            layout.width.map {
                TableWidths.fitting(natural: natural, columns: columns, limit: $0)
            } ?? natural
        widths = chosen
        try writeLine(titles, widths: chosen, style: .bold)
        for cells in sample { try writeLine(cells, widths: chosen) }
        sample = []
    }

    private func writeLine(
        _ cells: [String],
        widths: [Int],
        style: Style? = nil
    ) throws(OutputError) {
        var line = ""
        var used = 0
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let width = widths[index]
            let shown = fitted(
                cell,
                index: index,
                width: isLast ? roomForLast(used, width) : width,
                // The middle of a heading says more than that of an ARN.
                cut: style == nil ? columns[index].cut : .end
            )
            let padding = String(
                repeating: " ",
                count: max(0, width - DisplayWidth.columns(of: shown))
            )
            // A heading has its own style.
            let own = style == nil ? columns[index].style?(cell) : nil
            let styled = own?.applied(to: shown, color: layout.color) ?? shown
            switch columns[index].alignment {
            case .trailing: line += padding + styled
            case .leading: line += isLast ? styled : styled + padding
            }
            if !isLast { line += String(repeating: " ", count: TableWidths.gap) }
            used += width + TableWidths.gap
        }
        // A row whose last cells are empty must not end in spaces.
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        try sink.write((style?.applied(to: line, color: layout.color) ?? line) + "\n")
    }

    /// Returns the width of the last column, which may take what is left of the line.
    private func roomForLast(_ used: Int, _ width: Int) -> Int {
        max(width, (layout.width ?? 0) - used)
    }

    private func fitted(_ cell: String, index: Int, width: Int, cut: TextCut) -> String {
        guard layout.width != nil, case .priority = columns[index].shrink else { return cell }
        return DisplayWidth.truncated(cell, to: width, cut: cut)
    }
}
