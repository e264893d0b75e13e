import Basics

/// One cell of a result, before a format decides how to write it.
enum OutputValue: Sendable {
    /// Nothing. JSON leaves the key out, the other formats leave the cell empty.
    case null

    /// Text, which may come from an attacker.
    case text(String)

    /// A whole number.
    case integer(Int64)

    /// True or false.
    case boolean(Bool)

    /// A time: seconds since 1970, UTC.
    case time(Int64)

    /// Text that is JSON already. It must be valid; its strings may still come from an attacker.
    case json(String)

    /// Members in the order in which they are written.
    case object([(String, OutputValue)])

    /// Elements in the order in which they are written.
    case array([OutputValue])
}

extension OutputValue {
    /// The value as JSON, on one line.
    var json: String {
        var text = ""
        appendJSON(to: &text)
        return text
    }

    /// Appends the value as JSON, on one line.
    ///
    /// - parameter text: The text to append to.
    func appendJSON(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .text(let string): JSONText.append(string, to: &text)
        case .integer(let number): text += String(number)
        case .boolean(let flag): text += flag ? "true" : "false"
        case .time(let seconds): text += "\"\(EventTime(seconds: seconds))\""
        case .json(let json): JSONText.appendCompacted(json, to: &text)
        case .object(let members): Self.appendObject(members, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.appendJSON(to: &text)
            }
            text += "]"
        }
    }

    private static func appendObject(
        _ members: [(String, OutputValue)],
        to text: inout String
    ) {
        text += "{"
        var isFirst = true
        for (name, value) in members {
            if case .null = value { continue }
            if !isFirst { text += "," }
            isFirst = false
            JSONText.append(name, to: &text)
            text += ":"
            value.appendJSON(to: &text)
        }
        text += "}"
    }
}

extension OutputValue {
    /// The value as text for a cell, not yet made safe.
    var plainText: String {
        switch self {
        case .null: return ""
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .time(let seconds): return EventTime(seconds: seconds).description
        case .json, .object, .array: return json
        }
    }

    /// The value as text for people, its time in their zone.
    func text(in zone: ClockZone) -> String {
        if case .time(let seconds) = self { return zone.brief(EventTime(seconds: seconds)) }
        return plainText
    }

    /// A time, or nothing.
    static func optional(_ time: EventTime?) -> OutputValue {
        time.map { .time($0.seconds) } ?? .null
    }
}

/// Writes a row as a JSON object whose keys are the column names.
struct RowObject {
    private let keys: [String]

    init(columns: [OutputColumn]) {
        // The keys are the same in each row: escape them once.
        keys = columns.map { JSONText.quoted($0.name) + ":" }
    }

    /// Appends the object; a null has no key.
    ///
    /// - parameter row: A value for each column.
    /// - parameter text: The text to append to.
    func append(_ row: [OutputValue], to text: inout String) {
        precondition(row.count == keys.count, "a row has a value for each column")
        text += "{"
        var isFirst = true
        for (key, value) in zip(keys, row) {
            if case .null = value { continue }
            if !isFirst { text += "," }
            isFirst = false
            text += key
            value.appendJSON(to: &text)
        }
        text += "}"
    }
}

/// A row of a result: short cells for a table, full values for programs.
protocol ListRow {
    static var columns: [OutputColumn] { get }
    /// The positions of the columns of a table of this width. Those that are left out where there
    /// is no room say so by their rank.
    static func shown(in width: Int?) -> [Int]
    /// The cells of a table, one for each column.
    var brief: [OutputValue] { get }
    /// The cells for programs, one for each column.
    var values: [OutputValue] { get }
}

extension ListRow {
    static func shown(in width: Int?) -> [Int] { Array(columns.indices) }
}

extension Console {
    /// Writes a value as JSON on a line of its own.
    func writeJSON(_ value: OutputValue) throws { try output.write(value.json + "\n") }

    /// Writes rows in a format: those columns that fit, in a table.
    func write<Row: ListRow>(_ rows: some Sequence<Row>, _ format: OutputFormat) throws {
        let isBrief = format.isForPeople
        let width = format == .table ? layout.width : nil
        let shown = isBrief ? Row.shown(in: width) : Array(Row.columns.indices)
        var writer = format.rowWriter(
            columns: shown.map { Row.columns[$0] },
            sink: output,
            layout: layout
        )
        for row in rows {
            let cells = isBrief ? row.brief : row.values
            try writer.write(shown.map { cells[$0] })
        }
        try writer.finish()
    }
}

/// One column of a result: its name for programs, and how a table shows it.
struct OutputColumn: Sendable {
    /// On which side the cells of a table column are flush.
    enum Alignment: Sendable {
        /// At the left, for text.
        case leading

        /// At the right, for numbers.
        case trailing
    }

    /// How a column gives way when the terminal is too narrow.
    enum Shrink: Sendable {
        /// Never: half an event ID is useless.
        case never

        /// Down to a minimum width. Columns of higher priority give way first; of equal ones, the
        /// widest.
        case priority(Int, minimum: Int)
    }

    /// The key in machine output, for example `eventTime` or `audit.principal`.
    let name: String

    /// The heading in a table.
    let title: String

    /// On which side the cells are flush.
    let alignment: Alignment

    /// How the column gives way.
    let shrink: Shrink

    /// Which part of a cell is left out when it is cut.
    let cut: TextCut

    /// When a narrow table leaves the column out: those of the highest rank first, and never those
    /// of rank 0, which say what the table is for.
    let rank: Int

    /// Whether a cell that is too wide is broken into lines instead of cut.
    let wraps: Bool

    /// How a cell stands out on a terminal, by its whole text.
    let style: (@Sendable (String) -> Style?)?

    /// Creates a column.
    ///
    /// - parameter name: The key in machine output.
    /// - parameter title: The heading in a table; the name when nil.
    /// - parameter alignment: On which side the cells are flush.
    /// - parameter shrink: How the column gives way.
    /// - parameter cut: Which part of a cell is left out when it is cut. ARNs differ at their
    ///   ends, so cut them in the middle.
    /// - parameter rank: When a narrow table leaves the column out, the highest first; 0 is never.
    /// - parameter wraps: Whether a cell that is too wide is broken into lines instead of cut.
    /// - parameter style: How a cell stands out on a terminal, by its whole text.
    init(
        _ name: String,
        title: String? = nil,
        alignment: Alignment = .leading,
        shrink: Shrink = .priority(1, minimum: 8),
        cut: TextCut = .end,
        rank: Int = 0,
        wraps: Bool = false,
        style: (@Sendable (String) -> Style?)? = nil
    ) {
        self.name = name
        self.title = title ?? name
        self.alignment = alignment
        self.shrink = shrink
        self.cut = cut
        self.rank = rank
        self.wraps = wraps
        self.style = style
    }

    /// Whether cells may be narrower than they are.
    var canShrink: Bool {
        if case .priority = shrink { return true }
        return false
    }

    /// The heading where times are shown in a zone.
    func title(in zone: ClockZone) -> String { title.replacing("(UTC)", with: "(\(zone.name))") }
}
