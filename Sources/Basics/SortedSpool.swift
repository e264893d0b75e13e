/// Records of bytes in their order, however many there are.
///
/// For example:
///
/// ```swift
/// var spool = SortedSpool(bound: 32 << 20)
/// for record in records { try spool.append(record) }
/// spool.finish()
/// var cursor = SortedSpool.cursor(over: [spool])
/// while let record = try cursor.next() { … }
/// ```
///
/// What is more than the bound is sorted and written to a temporary file, run by run; the runs are
/// merged as they are read, as often as one likes. Nothing is written below the bound. What
/// is appended must hold no credentials.
///
/// - complexity: O(n log n) in the records. Memory is the bound while records are appended, and a
///   few kilobytes for each run while they are read.
package struct SortedSpool: Sendable {
    /// A sorted part of the file.
    fileprivate struct Run: Sendable {
        var file: SpoolFile
        var start: Int64
        var end: Int64
    }

    /// What is written at once.
    private static let writeSize = 1 << 18
    /// What most spools never exceed.
    private static let smallSize = 1 << 16

    private let bound: Int
    private let folder: String
    /// The records in memory, one behind the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []
    private var isSorted = true
    private var file: SpoolFile?
    private var fileEnd: Int64 = 0
    fileprivate var runs: [Run] = []
    /// How many records there are.
    package private(set) var count = 0

    /// - parameters:
    ///   - bound: The bytes that may be in memory.
    ///   - folder: Where the temporary file is made; nil for `$TMPDIR`, or `/tmp`.
    package init(bound: Int, folder: String? = nil) {
        self.bound = bound
        self.folder = folder ?? SpoolFile.usualFolder
    }

    /// Whether something is on disk.
    package var hasSpilled: Bool { !runs.isEmpty }

    /// Adds a record.
    package mutating func append(_ record: [UInt8]) throws(SpoolFailure) {
        let start = bytes.count
        if start + record.count > Self.smallSize, bytes.capacity < bound {
            // Once, for growing step by step takes three times as much. Untouched it costs nothing.
            bytes.reserveCapacity(bound + record.count)
            ranges.reserveCapacity(bound / 128)
        }
        bytes += record
        ranges.append(start..<bytes.count)
        isSorted = false
        count += 1
        // Its range, and as much again to sort it.
        if bytes.count + ranges.count * 32 > bound { try spill() }
    }

    /// Ends the appending; only then may a cursor read it.
    package mutating func finish() { sort() }

    /// Reads the records of some spools as one.
    package static func cursor(over spools: [SortedSpool]) -> SpoolCursor { SpoolCursor(spools) }

    private mutating func sort() {
        guard !isSorted else { return }
        let bytes = bytes
        ranges.sort { left, right in Self.precedes(bytes, left, bytes, right) }
        isSorted = true
    }

    private mutating func spill() throws(SpoolFailure) {
        sort()
        let file: SpoolFile
        if let known = self.file { file = known } else { file = try SpoolFile(in: folder) }
        self.file = file
        let start = fileEnd
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.writeSize * 2)
        var last = 0..<0
        for range in ranges {
            // Sorted records have much in common with the one before.
            let shared = Self.sharedCount(bytes, last, range)
            SpoolNumber.append(UInt64(shared), to: &buffer)
            SpoolNumber.append(UInt64(range.count - shared), to: &buffer)
            buffer += bytes[range.lowerBound + shared..<range.upperBound]
            last = range
            if buffer.count >= Self.writeSize {
                try file.write(buffer, at: fileEnd)
                fileEnd += Int64(buffer.count)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.write(buffer, at: fileEnd)
        fileEnd += Int64(buffer.count)
        runs.append(Run(file: file, start: start, end: fileEnd))
        bytes.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
    }

    private static func sharedCount(
        _ bytes: [UInt8],
        _ left: Range<Int>,
        _ right: Range<Int>
    ) -> Int {
        let count = min(left.count, right.count)
        var index = 0
        while index < count,
            bytes[left.lowerBound + index] == bytes[right.lowerBound + index]
        {
            index += 1
        }
        return index
    }

    /// Whether some bytes come before others.
    fileprivate static func precedes(
        _ left: [UInt8],
        _ first: Range<Int>,
        _ right: [UInt8],
        _ second: Range<Int>
    ) -> Bool {
        let count = min(first.count, second.count)
        var index = 0
        let (one, other) = (left.span.bytes, right.span.bytes)
        // Eight at a time: records of one group begin alike. The loads are checked.
        while index + 8 <= count {
            let a = one.unsafeLoadUnaligned(
                fromByteOffset: first.lowerBound + index,
                as: UInt64.self
            )
            let b = other.unsafeLoadUnaligned(
                fromByteOffset: second.lowerBound + index,
                as: UInt64.self
            )
            if a != b { return a.bigEndian < b.bigEndian }
            index += 8
        }
        while index < count {
            let (a, b) = (left[first.lowerBound + index], right[second.lowerBound + index])
            if a != b { return a < b }
            index += 1
        }
        return first.count < second.count
    }

    /// The record in memory at a position.
    fileprivate func record(_ position: Int) -> [UInt8]? {
        position < ranges.count ? Array(bytes[ranges[position]]) : nil
    }
}

/// Reads the records of spools in their order.
package struct SpoolCursor {
    /// What the buffers of all runs may take.
    private static let bufferBytes = 16 << 20

    private enum Source {
        case memory(SortedSpool, next: Int)
        case file(SpoolRunReader)
    }

    private var sources: [Source] = []
    /// The next record of each source.
    private var heads: [[UInt8]] = []
    /// A heap of the sources that have one, that with the first record first.
    private var heap: [Int] = []
    private var hasBegun = false

    fileprivate init(_ spools: [SortedSpool]) {
        let runs = spools.flatMap(\.runs)
        let size = min(1 << 16, max(1 << 12, Self.bufferBytes / max(runs.count, 1)))
        sources =
            spools.map { .memory($0, next: 0) }
            + runs.map { .file(SpoolRunReader($0.file, $0.start, $0.end, size: size)) }
        heads = Array(repeating: [], count: sources.count)
    }

    /// The next record; nil behind the last.
    package mutating func next() throws(SpoolFailure) -> [UInt8]? {
        if !hasBegun {
            hasBegun = true
            for index in sources.indices where try advance(index) {
                heap.append(index)
                rise()
            }
        }
        guard let first = heap.first else { return nil }
        let record = heads[first]
        if try !advance(first) {
            heap.swapAt(0, heap.count - 1)
            heap.removeLast()
        }
        sink()
        return record
    }

    private mutating func advance(_ index: Int) throws(SpoolFailure) -> Bool {
        let head: [UInt8]?
        switch sources[index] {
        case .memory(let spool, let next):
            head = spool.record(next)
            sources[index] = .memory(spool, next: next + 1)
        case .file(var reader):
            // So that the buffer is not copied.
            sources[index] = .memory(SortedSpool(bound: 0, folder: ""), next: 0)
            head = try reader.next()
            sources[index] = .file(reader)
        }
        heads[index] = head ?? []
        return head != nil
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (heads[left], heads[right])
        return SortedSpool.precedes(first, first.indices, second, second.indices)
    }

    private mutating func rise() {
        var index = heap.count - 1
        while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink() {
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && precedes(heap[child], heap[least]) { least = child }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
