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
