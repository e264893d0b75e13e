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
