/// The inflated bytes of one log after another, whether they are gzip or plain.
///
/// Gzip is recognised by its magic bytes (RFC 1952, section 2.3.1), never by a name. The inflater and
/// the buffer for compressed bytes are kept from log to log.
struct LogInput: ~Copyable {
    private static let compressedWindow = 128 << 10

    private var inflater = GzipInflater()
    private var source = ByteSource.memory([], 0)
    private let compressed: UnsafeMutableRawBufferPointer
    /// The part of `compressed` that has been read and not yet used.
    private var pending = 0..<0
    private var sourceOffset: Int64 = 0
    private var sourceEnded = false
    private var isGzip = false
    private var insideMember = false
    private var isBeyondLimit = false
    private var limits = LogLimits()

    /// The bytes handed out so far.
    private(set) var inflatedBytes: Int64 = 0

    init() {
        compressed = .allocate(byteCount: Self.compressedWindow, alignment: 16)
    }

    deinit { compressed.deallocate() }

    /// Turns to another log.
    mutating func open(_ source: ByteSource, limits: LogLimits) throws(LogDamage) {
        self.source = source
        self.limits = limits
        pending = 0..<0
        sourceOffset = 0
        sourceEnded = false
        insideMember = false
        isBeyondLimit = false
        inflatedBytes = 0
        try need(2)
        guard !pending.isEmpty else { throw LogDamage(reason: .empty, offset: 0) }
        isGzip = startsMember
        if isGzip {
            inflater.reset()
            insideMember = true
        }
    }

    /// Lets go of the log, of which no more will be read.
    mutating func close() {
        source = .memory([], 0)
        pending = 0..<0
        sourceEnded = true
        isGzip = false
        inflatedBytes = 0
    }

    /// Fills `buffer` with inflated bytes as far as one read and one step give; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        guard isGzip else { return try readPlain(into: buffer) }
        while true {
            guard insideMember else {
                guard try beginMember() else { return 0 }
                continue
            }
            try need(1)
            // A byte more than is allowed tells a log that goes on from one that ends there.
            let allowed = Int(clamping: limits.inflatedBytes - inflatedBytes)
            guard !isBeyondLimit else { throw beyondLimit }
            let step = inflater.inflate(
                UnsafeRawBufferPointer(rebasing: compressed[pending]),
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
            if insideMember, pending.isEmpty, sourceEnded {
                throw LogDamage(reason: .truncatedGzip, offset: position)
            }
        }
    }

    private var beyondLimit: LogDamage {
        LogDamage(reason: .inflatesBeyond(limits.inflatedBytes), offset: inflatedBytes)
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
            if pending.lowerBound > 0 {
                for (target, index) in pending.enumerated() {
                    compressed[target] = compressed[index]
                }
                pending = 0..<pending.count
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: compressed[pending.upperBound...])
            let read = try source.read(into: room)
            if read == 0 { sourceEnded = true }
            sourceOffset += Int64(read)
            pending = 0..<pending.upperBound + read
        }
    }
}
