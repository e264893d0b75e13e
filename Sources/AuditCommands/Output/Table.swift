import Basics

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

/// The widths of a table's columns.
enum TableWidths {
    /// The spaces between two columns.
    static let gap = 2

    /// Below this a cut cell says nothing any more.
    private static let leastReadable = 3

    /// Returns the width of each column, so that the whole fits if that can be.
    ///
    /// Columns give way by their priority, down to their minimum. If that is not enough, those that
    /// may be cut at all are cut further. If that is not enough either, the lines are too long.
    ///
    /// - parameter natural: The width of each column's widest cell.
    /// - parameter columns: The columns.
    /// - parameter limit: The width of the terminal.
    static func fitting(natural: [Int], columns: [OutputColumn], limit: Int) -> [Int] {
        var widths = natural
        var excess = natural.reduce(0, +) + gap * (natural.count - 1) - limit
        guard excess > 0 else { return widths }
        var minimums: [Int: [(index: Int, minimum: Int)]] = [:]
        for (index, column) in columns.enumerated() {
            guard case .priority(let priority, let minimum) = column.shrink else { continue }
            minimums[priority, default: []].append((index, minimum))
        }
        for (_, group) in minimums.sorted(by: { $0.key > $1.key }) {
            shrink(&widths, group, &excess)
        }
        let all = minimums.values.joined().map { (index: $0.index, minimum: leastReadable) }
        shrink(&widths, all.sorted { $0.index < $1.index }, &excess)
        return widths
    }

    /// Shrinks whichever column is the widest, by one column at a time.
    private static func shrink(
        _ widths: inout [Int],
        _ group: [(index: Int, minimum: Int)],
        _ excess: inout Int
    ) {
        while excess > 0 {
            let able = group.filter { widths[$0.index] > max($0.minimum, leastReadable) }
            guard let widest = able.max(by: { widths[$0.index] < widths[$1.index] }) else { return }
            widths[widest.index] -= 1
            excess -= 1
        }
    }
}

/// What a table may use: the width, and colour.
struct TableLayout: Hashable, Sendable {
    /// The columns of the terminal, or nil when nothing is to be cut.
    let width: Int?

    /// Whether the heading is bold.
    let color: Bool

    /// Creates a layout.
    ///
    /// - parameter width: The columns of the terminal, or nil when nothing is to be cut.
    /// - parameter color: Whether the heading is bold.
    init(width: Int?, color: Bool) {
        self.width = width
        self.color = color
    }

    /// Creates the layout for a file descriptor: a table in a pipe or a file is not cut.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    init(descriptor: Int32, environment: [String: String] = Terminal.environment()) {
        width =
            Terminal.isTerminal(descriptor)
            ? Terminal.width(descriptor, environment: environment) : nil
        color = Terminal.colorAllowed(descriptor, environment: environment)
    }
}
