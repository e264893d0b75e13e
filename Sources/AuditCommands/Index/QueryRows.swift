import AuditIndex
import Basics

/// Writes the rows of a query; what its columns are shows when it runs.
struct QueryRows {
    let format: OutputFormat
    /// The most rows to write.
    let most: Int
    let console: Console
    /// The names of the columns, as SQLite gives them.
    var columns: [String] = []
    /// The rows so far.
    private(set) var count = 0
    private var writer: (any RowWriter)?

    /// There are as many rows as were asked for.
    struct Full: Error {}

    init(format: OutputFormat, most: Int = .max, console: Console) {
        self.format = format
        self.most = most
        self.console = console
    }

    /// Writes a row; the first one says which columns are numbers.
    ///
    /// - throws: ``Full`` once there are as many as were asked for.
    mutating func write(_ row: [QueryValue], _ columns: [String]) throws {
        guard count < most else { throw Full() }
        count += 1
        var writer = self.writer ?? begin(row)
        try writer.write(row.map(Self.value))
        self.writer = writer
    }

    /// Writes the end.
    mutating func finish() throws {
        var writer = self.writer ?? begin([])
        try writer.finish()
    }

    private func begin(_ row: [QueryValue]) -> any RowWriter {
        let columns = Self.distinct(columns).enumerated().map { index, name in
            let isNumber = index < row.count && row[index].isNumber
            let isTime = index < row.count && row[index].isTime
            return OutputColumn(
                name,
                alignment: isNumber ? .trailing : .leading,
                shrink: isNumber || name == "eventID"
                    ? .never : .priority(isTime ? 2 : 1, minimum: 12),
                // ARNs differ at their ends.
                cut: .middle,
                wraps: true
            )
        }
        return format.rowWriter(columns: columns, sink: console.output, layout: console.layout)
    }

    /// The names, those that come again with a number: an object cannot have two of a name.
    static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.map { name in
            var number = 1
            var distinct = name
            while !seen.insert(distinct).inserted {
                number += 1
                distinct = "\(name)_\(number)"
            }
            return distinct
        }
    }

    private static func value(_ value: QueryValue) -> OutputValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        // Infinity is no number of JSON.
        case .real(let number): number.isFinite ? .json("\(number)") : .text("\(number)")
        case .text(let text): .text(text)
        case .blob(let bytes):
            .text(
                bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            )
        }
    }
}

extension QueryValue {
    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .real: true
        case .null, .text, .blob: false
        }
    }

    fileprivate var isTime: Bool {
        guard case .text(let text) = self, text.utf8.count == 20 else { return false }
        return EventTime(text) != nil
    }
}
