import Basics

/// Writes aligned columns that fit the terminal; an empty result prints nothing at all.
///
/// The first rows are held back to choose the columns and their widths, which the rest then keeps.
/// So a table starts at once and takes bounded memory, however many rows there are.
///
/// - complexity: holds at most 500 rows, their cells cut to a few widths of the terminal.
struct TableRowWriter: RowWriter {
    private static let sampleSize = 500
    /// The bytes of rows that are held back at most.
    private static let sampleBytes = 4 << 20
    /// The lines that a wrapped cell may take.
    private static let mostLines = 3
    /// The width below which lines of a cell say nothing.
    private static let leastWrapped = 8

    private let columns: [OutputColumn]
    private let sink: OutputSink
    private let layout: TableLayout
    private var sample: [[String]] = []
    private var heldBytes = 0
    private var plan: TableWidths?

    init(columns: [OutputColumn], sink: OutputSink, layout: TableLayout) {
        self.columns = columns
        self.sink = sink
        self.layout = layout
    }

    mutating func write(_ row: [OutputValue]) throws(OutputError) {
        precondition(row.count == columns.count, "a row has a value for each column")
        let cells = zip(columns, row).map { column, value in
            let text = TerminalText.visible(value.text(in: layout.zone))
            guard let limit = layout.width, case .priority = column.shrink else { return text }
            let room = column.wraps ? limit * Self.mostLines : limit
            return DisplayWidth.truncated(text, to: room, cut: column.cut)
        }
        if let plan {
            try writeRow(cells, plan)
            return
        }
        sample.append(cells)
        heldBytes += cells.reduce(0) { $0 + $1.utf8.count }
        if sample.count == Self.sampleSize || heldBytes > Self.sampleBytes { try writeSample() }
    }

    mutating func finish() throws(OutputError) {
        if plan == nil, !sample.isEmpty { try writeSample() }
        try sink.flush()
    }

    private mutating func writeSample() throws(OutputError) {
        let titles = columns.map { TerminalText.visible($0.title(in: layout.zone)) }
        var natural = titles.map { DisplayWidth.columns(of: $0) }
        for cells in sample {
            for (index, cell) in cells.enumerated() {
                natural[index] = max(natural[index], DisplayWidth.columns(of: cell))
            }
        }
        let plan =
            layout.width.map { TableWidths(natural: natural, columns: columns, limit: $0) }
            ?? TableWidths(natural: natural)
        self.plan = plan
        // The middle of a heading says more than that of an ARN.
        let heading = plan.shown.map { index in
            let isCut = layout.width != nil && columns[index].canShrink
            return isCut
                ? DisplayWidth.truncated(titles[index], to: plan.widths[index], cut: .end)
                : titles[index]
        }
        try writeLine(heading, plan, style: .bold)
        for cells in sample { try writeRow(cells, plan) }
        sample = []
    }

    /// Writes a row: several lines where a cell is wrapped.
    private func writeRow(_ cells: [String], _ plan: TableWidths) throws(OutputError) {
        var used = 0
        var parts: [[String]] = []
        for index in plan.shown {
            let width = plan.widths[index]
            let isLast = index == plan.shown.last
            // The last column may take what is left of the line.
            let room = isLast ? max(width, (layout.width ?? 0) - used) : width
            parts.append(lines(of: cells[index], columns[index], width: room))
            used += width + TableWidths.gap
        }
        let height = parts.map(\.count).max() ?? 0
        for line in 0..<height {
            let row = parts.map { line < $0.count ? $0[line] : "" }
            try writeLine(row, plan, cells: cells)
        }
    }

    private func lines(of cell: String, _ column: OutputColumn, width: Int) -> [String] {
        guard layout.width != nil, column.canShrink else { return [cell] }
        guard column.wraps, width >= Self.leastWrapped else {
            return [DisplayWidth.truncated(cell, to: width, cut: column.cut)]
        }
        return TextWrap.cell(cell, width: width, most: Self.mostLines, cut: column.cut)
    }

    /// Writes one line.
    ///
    /// - parameter cells: The whole cells of the row, which decide how they stand out; nil for
    ///   the heading, which has its own style.
    private func writeLine(
        _ parts: [String],
        _ plan: TableWidths,
        cells: [String]? = nil,
        style: Style? = nil
    ) throws(OutputError) {
        var line = ""
        for (index, part) in zip(plan.shown, parts) {
            let isLast = index == plan.shown.last
            let padding = String(
                repeating: " ",
                count: max(0, plan.widths[index] - DisplayWidth.columns(of: part))
            )
            let own = cells.flatMap { columns[index].style?($0[index]) }
            let styled = own?.applied(to: part, color: layout.color) ?? part
            switch columns[index].alignment {
            case .trailing: line += padding + styled
            case .leading: line += isLast ? styled : styled + padding
            }
            if !isLast { line += String(repeating: " ", count: TableWidths.gap) }
        }
        // A row whose last cells are empty must not end in spaces.
        while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
        try sink.write((style?.applied(to: line, color: layout.color) ?? line) + "\n")
    }
}

/// Which columns a table has room for, and how wide they are.
struct TableWidths {
    /// The spaces between two columns.
    static let gap = 2

    /// Below this a cut cell says nothing any more.
    private static let leastReadable = 3

    /// The columns that are shown, in order.
    private(set) var shown: [Int]
    /// The width of each column, those that are left out included.
    private(set) var widths: [Int]

    /// All columns, as wide as they are.
    init(natural: [Int]) {
        shown = Array(natural.indices)
        widths = natural
    }

    /// Chooses columns and widths, so that the whole fits if that can be.
    ///
    /// Columns of the highest rank are left out until the others have room for their minimum. Then
    /// columns give way by their priority, down to their minimum. If that is not enough, those
    /// that may be cut at all are cut further. If that is not enough either, the lines are too
    /// long.
    ///
    /// - parameter natural: The width of each column's widest cell.
    /// - parameter columns: The columns.
    /// - parameter limit: The width of the terminal.
    init(natural: [Int], columns: [OutputColumn], limit: Int) {
        self.init(natural: natural)
        func need(_ index: Int) -> Int {
            guard case .priority(_, let minimum) = columns[index].shrink else {
                return natural[index]
            }
            return min(natural[index], max(minimum, Self.leastReadable))
        }
        func width(_ widths: [Int]) -> Int { widths.reduce(0, +) + Self.gap * (widths.count - 1) }
        while width(shown.map(need)) > limit,
            let least = shown.max(by: { columns[$0].rank <= columns[$1].rank }),
            columns[least].rank > 0
        {
            shown.removeAll { $0 == least }
        }
        var excess = width(shown.map { natural[$0] }) - limit
        guard excess > 0 else { return }
        var minimums: [Int: [(index: Int, minimum: Int)]] = [:]
        for index in shown {
            guard case .priority(let priority, let minimum) = columns[index].shrink else {
                continue
            }
            minimums[priority, default: []].append((index, minimum))
        }
        for (_, group) in minimums.sorted(by: { $0.key > $1.key }) {
            Self.shrink(&widths, group, &excess)
        }
        let all = minimums.values.joined().map { (index: $0.index, minimum: Self.leastReadable) }
        Self.shrink(&widths, all.sorted { $0.index < $1.index }, &excess)
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

/// What a table may use: the width, colour, and a time zone.
struct TableLayout: Hashable, Sendable {
    /// The columns of the terminal, or nil when nothing is to be cut.
    private(set) var width: Int?

    /// Whether the heading is bold.
    let color: Bool

    /// Whether a person looks at it.
    let isTerminal: Bool

    /// The zone of its times.
    var zone = ClockZone.utc

    /// Creates a layout.
    ///
    /// - parameter width: The columns of the terminal, or nil when nothing is to be cut.
    /// - parameter color: Whether the heading is bold.
    init(width: Int?, color: Bool) {
        self.width = width
        self.color = color
        isTerminal = width != nil
    }

    /// Creates the layout for a file descriptor: a table in a pipe or a file is not cut.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    init(descriptor: Int32, environment: [String: String] = Terminal.environment()) {
        self.init(
            width: Terminal.isTerminal(descriptor)
                ? Terminal.width(descriptor, environment: environment) : nil,
            color: Terminal.colorAllowed(descriptor, environment: environment)
        )
    }

    /// The same without a limit to the width.
    var wide: TableLayout {
        var layout = self
        layout.width = nil
        return layout
    }
}
