/// The inflated bytes of one log after another, whether they are gzip or plain.
///
/// Gzip is told by its magic bytes (RFC 1952, section 2.3.1), never by a name. The inflater and
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
        guard startsMember else { throw LogDamage(reason: .trailingGarbage, offset: position) }
        inflater.reset()
        insideMember = true
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

/// Why a log could not be read to its end, and where.
///
/// Whole records before that place have been read all the same.
package struct LogDamage: Error, Hashable, Sendable {
    /// What went wrong.
    package enum Reason: Hashable, Sendable {
        /// The operating system refused; its words.
        case unreadable(String)
        /// The file holds nothing at all.
        case empty
        /// The file is neither gzip nor JSON.
        case notALog
        /// The gzip data is broken; zlib's words.
        case corruptGzip(String)
        /// The gzip data ends before its member does.
        case truncatedGzip
        /// Bytes follow the last gzip member and are none.
        case trailingGarbage
        /// The file inflates to more than the limit, in bytes.
        case inflatesBeyond(Int64)
        /// One record is longer than the limit, in bytes.
        case recordBeyond(Int)
        /// The text is not JSON, and there is no later line to go on from.
        case notJSON(JSONFault.Reason)
    }

    /// What went wrong.
    package var reason: Reason
    /// The byte at which: of the compressed file where it is the gzip that is broken, else of
    /// the inflated text.
    package var offset: Int64

    /// Makes a damage.
    package init(reason: Reason, offset: Int64) {
        self.reason = reason
        self.offset = offset
    }
}

extension LogDamage: CustomStringConvertible {
    /// The reason and the place, as one clause that says what to do where something can be done.
    package var description: String {
        switch reason {
        case .unreadable(let why): why
        case .empty: "the file is empty"
        case .notALog: "neither gzip nor JSON"
        case .corruptGzip(let why): "corrupt gzip at compressed byte \(offset): \(why)"
        case .truncatedGzip:
            "truncated gzip: it ends at compressed byte \(offset), inside a member; fetch it again"
        case .trailingGarbage: "bytes that are no gzip follow at compressed byte \(offset)"
        case .inflatesBeyond(let limit):
            "inflates to more than \(limit) bytes; raise --max-inflated if that is expected"
        case .recordBeyond(let limit):
            "a record at byte \(offset) is longer than \(limit) bytes; raise --max-record if that is expected"
        case .notJSON(.incomplete): "the text ends inside a record that begins at byte \(offset)"
        case .notJSON(let reason): "not JSON at byte \(offset): \(reason.rawValue)"
        }
    }
}

/// How much one file may ask of the memory and patience of its reader.
package struct LogLimits: Hashable, Sendable {
    /// The bytes that one gzip file may inflate to; 4 GiB unless set.
    ///
    /// A plain file is what it is.
    package var inflatedBytes: Int64
    /// The bytes of one record; 16 MiB unless set.
    ///
    /// CloudTrail's own stay below 256 KiB.
    package var recordBytes: Int

    /// The most that ``recordBytes`` may be: places in a record are kept in 32 bits.
    package static let maximumRecordBytes = 1 << 30

    /// Makes limits.
    ///
    /// - parameters:
    ///   - inflatedBytes: The bytes that one gzip file may inflate to.
    ///   - recordBytes: The bytes of one record, cut to ``maximumRecordBytes``.
    package init(inflatedBytes: Int64 = 4 << 30, recordBytes: Int = 16 << 20) {
        self.inflatedBytes = inflatedBytes
        self.recordBytes = min(recordBytes, Self.maximumRecordBytes)
    }
}
