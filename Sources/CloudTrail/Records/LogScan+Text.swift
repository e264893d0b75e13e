// Logs that are lines of text around JSON: exports of CloudWatch Logs, and tables in CSV.
extension LogScan {
    /// Reads a log that begins with neither an object nor an array.
    mutating func readText(
        _ named: () -> OtherLog?,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        let line = firstLine()
        let kind = OtherLog(line: line)
        if TimedLine(line) != nil, kind == nil { return try readTimedLines(handler) }
        if let kind { throw .other(kind) }
        if let header = TableHeader(line) {
            guard let column = header.column else { throw window.damage(.partialRecords) }
            window.consume(try window.line(quoted: true))
            report.containers += 1
            return try readTable(column, handler)
        }
        if let kind = named() { throw .other(kind) }
        if let value = try? JSONValue(parsing: line), line.count == window.pending.count {
            throw window.damage(.noRecords(value.kind))
        }
        throw window.damage(.notALog)
    }

    /// The first line, cut: a binary file may be without lines.
    private mutating func firstLine() -> ArraySlice<UInt8> {
        _ = window.begin(64 << 10)
        let text = window.pending
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return text }
        return text[...end]
    }

    /// Reads lines of a time, perhaps a stream's name, and JSON: what CloudWatch Logs exports, and
    /// `aws logs tail` prints.
    private mutating func readTimedLines(_ handler: LogReader.Handler) throws(ReadingEnd) {
        while try window.skipWhitespace() {
            guard let length = try takeLength(quoted: false, handler) else { continue }
            let line = window.pending.prefix(length)
            if let timed = TimedLine(line) {
                if let message = timed.message {
                    try takeLine(Array(line.dropFirst(message)), from: message, of: length, handler)
                } else {
                    // Another log of the same group.
                    report.others[.cloudWatch, default: 0] += 1
                }
            } else {
                try takeLine(Array(line), from: 0, of: length, handler)
            }
            window.consume(length)
            try checkOthers()
        }
    }

    /// Reads the rows of a table, of which one column has whole records.
    private mutating func readTable(
        _ column: Int,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        while try window.skipWhitespace() {
            guard let length = try takeLength(quoted: true, handler) else { continue }
            let fields = TableHeader.fields(window.pending.prefix(length))
            let field = column < fields.count ? fields[column] : []
            try takeLine(field, from: 0, of: length, handler)
            window.consume(length)
        }
    }

    /// The length of the line at the window's position; one that is too long is rejected and passed,
    /// and there is none.
    private mutating func takeLength(
        quoted: Bool,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) -> Int? {
        do throws(ReadingEnd) { return try window.line(quoted: quoted) } catch {
            guard case .damaged(let damage) = error, case .recordBeyond(let limit) = damage.reason
            else { throw error }
            let start = window.offset
            try window.skipLine(quoted: quoted)
            let place = RecordLocation(offset: start, length: Int(window.offset - start))
            try take(.rejected(.longerThan(limit)), place, handler)
            return nil
        }
    }

    /// Takes the JSON of a line, which cannot reach into the next, however broken it is.
    ///
    /// - parameters:
    ///   - text: The JSON.
    ///   - start: Where in the line its place begins.
    ///   - length: The bytes of the line.
    private mutating func takeLine(
        _ text: [UInt8],
        from start: Int,
        of length: Int,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        var end = length
        let line = window.pending
        while end > start + 1, line[line.startIndex + end - 1] <= UInt8(ascii: " ") { end -= 1 }
        let place = RecordLocation(offset: window.offset + Int64(start), length: end - start)
        let record: LogRecord
        do throws(RecordFault) {
            record = .event(try parser.event(in: JSONBytes(copying: text)))
        } catch {
            if error == .missingTime, let value = try? JSONValue(parsing: text),
                let carried = CarriedLog(value)
            {
                return try take(carried, place, handler)
            }
            record = .rejected(error)
        }
        try take(record, place, handler)
    }
}

/// A line that begins with a time, as CloudWatch Logs writes it: `2026-11-20T10:00:01.000Z {…}`.
struct TimedLine {
    /// A time and the name of a stream are no longer than this.
    private static let longestPrefix = 1_024

    /// Where the JSON begins; nil where the line has none.
    let message: Int?

    init?(_ line: ArraySlice<UInt8>) {
        let form = Array("0000-00-00T00:00:00".utf8)
        let begin = line.prefix(form.count)
        guard begin.count == form.count,
            zip(begin, form).allSatisfy({ byte, form in
                form == UInt8(ascii: "0")
                    ? 0x30...0x39 ~= byte
                    : byte == form || form == UInt8(ascii: "T") && byte == UInt8(ascii: " ")
            })
        else { return nil }
        let brace = line.prefix(Self.longestPrefix).firstIndex(of: UInt8(ascii: "{"))
        message = brace.map { $0 - line.startIndex }
    }
}

/// The first line of a table in CSV, where its columns are those of CloudTrail.
struct TableHeader {
    /// The column that has whole records; nil where none has.
    let column: Int?

    private static let whole: Set<String> = ["eventjson", "@message", "message", "cloudtrailevent"]

    init?(_ line: ArraySlice<UInt8>) {
        let names = Self.fields(line).map { field in
            String(decoding: field, as: UTF8.self).lowercased()
                .filter { $0 != " " && $0 != "_" }
        }
        let isOfEvents = names.contains("eventname") && names.contains("eventtime")
        let column = names.firstIndex { Self.whole.contains($0) }
        guard isOfEvents || column.map({ names[$0] != "message" }) == true else { return nil }
        self.column = column
    }

    /// The fields of a row, out of their quotes (RFC 4180).
    static func fields(_ row: ArraySlice<UInt8>) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var isQuoted = false
        var position = row.startIndex
        while position < row.endIndex {
            let byte = row[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                if isQuoted, position < row.endIndex, row[position] == byte {
                    field.append(byte)
                    position += 1
                } else {
                    isQuoted.toggle()
                }
            case UInt8(ascii: ",") where !isQuoted:
                fields.append(field)
                field = []
            case UInt8(ascii: "\r") where !isQuoted, UInt8(ascii: "\n") where !isQuoted: break
            default: field.append(byte)
            }
        }
        fields.append(field)
        return fields
    }
}
