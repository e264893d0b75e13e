/// Reads one sorted run of a ``SortedSpool``: of each record what it has not in common with the one
/// before.
struct SpoolRunReader {
    private let file: SpoolFile
    private var offset: Int64
    private let end: Int64
    private let size: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var last: [UInt8] = []

    init(_ file: SpoolFile, _ start: Int64, _ end: Int64, size: Int) {
        self.file = file
        offset = start
        self.end = end
        self.size = size
    }

    mutating func next() throws(SpoolFailure) -> [UInt8]? {
        if position == buffer.count, offset == end { return nil }
        let shared = try number()
        let count = try number()
        guard shared <= last.count, count >= 0 else { throw .damaged(in: file.folder) }
        last.removeSubrange(shared...)
        var rest = count
        while rest > 0 {
            try fill()
            let some = min(rest, buffer.count - position)
            last += buffer[position..<position + some]
            position += some
            rest -= some
        }
        return last
    }

    private mutating func number() throws(SpoolFailure) -> Int {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 63 {
            try fill()
            let byte = buffer[position]
            position += 1
            number |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return Int(truncatingIfNeeded: number) }
            shift += 7
        }
        throw .damaged(in: file.folder)
    }

    /// Sees to it that there is at least a byte in the buffer.
    private mutating func fill() throws(SpoolFailure) {
        guard position == buffer.count else { return }
        buffer = try file.read(Int(min(Int64(size), end - offset)), at: offset)
        offset += Int64(buffer.count)
        position = 0
        if buffer.isEmpty { throw .damaged(in: file.folder) }
    }
}
