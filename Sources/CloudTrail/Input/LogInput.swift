/// The inflated bytes of one log after another, whether they are gzip or plain.
///
/// Gzip is recognised by its magic bytes (RFC 1952, section 2.3.1), never by a name. The inflaters and
/// the buffer for compressed bytes are kept from log to log.
///
/// A gzip file of usual size is inflated as a whole where that is possible, see ``WholeInflater``. All
/// others zlib inflates step by step, from their start; a large one ahead of its reader, see
/// ``InflateAhead``.
struct LogInput: ~Copyable {
    /// The compressed bytes that zlib is given at once.
    private static let compressedWindow = 128 << 10
    /// The bytes of a file that is worth a thread of its own.
    private static let sizeToInflateAhead: Int64 = 4 << 20

    private var inflater = GzipInflater()
    private let wholeInflater: WholeInflater?
    /// What inflates a large file; nil of all others.
    private var ahead: InflateAhead?
    /// The part of the whole file's text that has not been handed out; nil where zlib inflates.
    private var text: Range<Int>?
    private var source = ByteSource.memory([], 0)
    private var compressed: UnsafeMutableRawBufferPointer
    /// The part of `compressed` that has been read and not yet used.
    private var pending = 0..<0
    private var sourceOffset: Int64 = 0
    private var sourceEnded = false
    /// Why the source could not be read on; reported when all before it has been used.
    private var sourceDamage: LogDamage?
    private var isGzip = false
    private var insideMember = false
    private var isBeyondLimit = false
    private var limits = LogLimits()

    /// The bytes handed out so far.
    private(set) var inflatedBytes: Int64 = 0
    /// The number of the gzip member that they end in, from 1 on.
    private(set) var member = 1
    private let inflatesAhead: Bool

    /// - parameters:
    ///   - inflatesWhole: Whether libdeflate may be used.
    ///   - inflatesAhead: Whether a large file may be inflated on a thread of its own; what comes from
    ///     there does not say which member it is of.
    init(inflatesWhole: Bool = true, inflatesAhead: Bool = true) {
        self.init(inflatesWhole ? WholeInflater() : nil, inflatesAhead: inflatesAhead)
    }

    private init(_ wholeInflater: WholeInflater?, inflatesAhead: Bool = true) {
        self.wholeInflater = wholeInflater
        self.inflatesAhead = inflatesAhead
        compressed = .allocate(byteCount: Self.compressedWindow, alignment: 16)
    }

    deinit {
        ahead?.stop()
        compressed.deallocate()
    }

    /// Turns to another log.
    mutating func open(_ source: ByteSource, limits: LogLimits) throws(LogDamage) {
        stop()
        self.source = source
        self.limits = limits
        pending = 0..<0
        sourceOffset = 0
        sourceEnded = false
        sourceDamage = nil
        text = nil
        insideMember = false
        isBeyondLimit = false
        inflatedBytes = 0
        member = 1
        try need(2)
        guard !pending.isEmpty else { throw LogDamage(reason: .empty, offset: 0) }
        isGzip = startsMember
        guard isGzip else { return }
        text = inflateWhole()
        guard text == nil else { return }
        inflater.reset()
        insideMember = true
        guard inflatesAhead, let size = source.fileSize, size >= Self.sizeToInflateAhead else {
            return
        }
        // The thread has all that has been read of the file so far; the reader begins with nothing.
        let begun = exchange(&self, with: LogInput(wholeInflater))
        ahead = InflateAhead(begun)
    }

    /// Inflates the file as a whole if it is of usual size and intact; else nothing of it is used.
    private mutating func inflateWhole() -> Range<Int>? {
        guard let wholeInflater else { return nil }
        readAhead()
        guard sourceEnded else { return nil }
        let count = wholeInflater.inflate(
            UnsafeRawBufferPointer(rebasing: compressed[pending]),
            limit: limits.inflatedBytes
        )
        guard let count else { return nil }
        pending = pending.upperBound..<pending.upperBound
        return 0..<count
    }

    /// Ends all reading of the log's file.
    private mutating func stop() {
        ahead?.stop()
        ahead = nil
    }

    /// Lets go of the log, of which no more will be read.
    mutating func close() {
        stop()
        source = .memory([], 0)
        pending = 0..<0
        sourceEnded = true
        sourceDamage = nil
        text = nil
        isGzip = false
        inflatedBytes = 0
    }

    /// Fills `buffer` with inflated bytes as far as one read and one step give; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        if let ahead {
            let count = try ahead.read(into: buffer)
            inflatedBytes += Int64(count)
            return count
        }
        guard isGzip else { return try readPlain(into: buffer) }
        if let text { return readWhole(text, into: buffer) }
        while true {
            guard insideMember else {
                guard try beginMember() else { return 0 }
                continue
            }
            // What zlib holds back is handed out before a source that fails is reported.
            do throws(LogDamage) { try need(1) } catch { sourceDamage = error }
            // A byte more than is allowed tells a log that goes on from one that ends there.
            let allowed = Int(clamping: limits.inflatedBytes - inflatedBytes)
            guard !isBeyondLimit else { throw beyondLimit }
            let step = inflater.inflate(
                UnsafeRawBufferPointer(rebasing: compressed[pending].prefix(Self.compressedWindow)),
                into: UnsafeMutableRawBufferPointer(
                    rebasing: buffer.prefix(min(allowed, buffer.count - 1) + 1)
                )
            )
            pending = pending.lowerBound + step.consumed..<pending.upperBound
            if step.produced > allowed {
                isBeyondLimit = true
                inflatedBytes += Int64(allowed)
                guard allowed > 0 else { throw beyondLimit }
                return allowed
            }
            inflatedBytes += Int64(step.produced)
            if case .corrupt(let why) = step.state {
                guard step.produced == 0 else { return step.produced }
                throw LogDamage(reason: .corruptGzip(why), offset: position)
            }
            if step.state == .memberEnd { insideMember = false }
            if step.produced > 0 { return step.produced }
            guard insideMember, pending.isEmpty else { continue }
            if let sourceDamage { throw sourceDamage }
            if sourceEnded { throw LogDamage(reason: .truncatedGzip, offset: position) }
        }
    }

    private var beyondLimit: LogDamage {
        LogDamage(reason: .inflatesBeyond(limits.inflatedBytes), offset: inflatedBytes)
    }

    /// Hands out more of a file that was inflated as a whole.
    private mutating func readWhole(
        _ text: Range<Int>,
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let wholeInflater else { return 0 }
        let part = text.prefix(buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: wholeInflater.buffer[part]))
        self.text = part.upperBound..<text.upperBound
        inflatedBytes += Int64(part.count)
        return part.count
    }

    private mutating func readPlain(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(LogDamage) -> Int {
        let count: Int
        if pending.isEmpty {
            count = sourceEnded ? 0 : try source.read(into: buffer)
        } else {
            count = min(pending.count, buffer.count)
            let part = pending.lowerBound..<pending.lowerBound + count
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: compressed[part]))
            pending = part.upperBound..<pending.upperBound
        }
        inflatedBytes += Int64(count)
        return count
    }

    /// Begins the member that follows; false at the end of the file.
    private mutating func beginMember() throws(LogDamage) -> Bool {
        try need(2)
        guard !pending.isEmpty else { return false }
        guard startsMember else {
            // Tapes and block devices pad with zeros, which gzip itself ignores.
            let start = position
            guard try isAllZeros() else {
                throw LogDamage(reason: .trailingGarbage, offset: start)
            }
            return false
        }
        inflater.reset()
        insideMember = true
        member += 1
        return true
    }

    /// Whether nothing but zeros follows.
    private mutating func isAllZeros() throws(LogDamage) -> Bool {
        while !pending.isEmpty {
            guard compressed[pending].allSatisfy({ $0 == 0 }) else { return false }
            pending = pending.upperBound..<pending.upperBound
            try need(1)
        }
        return true
    }

    private var startsMember: Bool {
        pending.count >= 2 && compressed[pending.lowerBound] == 0x1f
            && compressed[pending.lowerBound + 1] == 0x8b
    }

    /// The offset in the compressed file of the first byte not used.
    private var position: Int64 { sourceOffset - Int64(pending.count) }

    /// Reads until `count` bytes are pending or the source has ended.
    private mutating func need(_ count: Int) throws(LogDamage) {
        while pending.count < count, !sourceEnded {
            if let sourceDamage { throw sourceDamage }
            if pending.lowerBound > 0 {
                for (target, index) in pending.enumerated() {
                    compressed[target] = compressed[index]
                }
                pending = 0..<pending.count
            }
            try readMore()
        }
    }

    /// Reads what one call gives, behind what is pending.
    private mutating func readMore() throws(LogDamage) {
        let room = UnsafeMutableRawBufferPointer(rebasing: compressed[pending.upperBound...])
        let read = try source.read(into: room)
        if read == 0 { sourceEnded = true }
        sourceOffset += Int64(read)
        pending = pending.lowerBound..<pending.upperBound + read
    }

    /// Reads to the end of the source, but no more than is inflated as a whole.
    private mutating func readAhead() {
        do throws(LogDamage) {
            while !sourceEnded, pending.count <= WholeInflater.largestFile {
                if pending.upperBound == compressed.count { growCompressed() }
                try readMore()
            }
        } catch {
            sourceDamage = error
        }
    }

    /// Makes room for the largest file that is inflated as a whole, and a byte to see its end.
    private mutating func growCompressed() {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: WholeInflater.largestFile + 1,
            alignment: 16
        )
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: compressed[pending]))
        compressed.deallocate()
        compressed = larger
        pending = 0..<pending.count
    }
}
