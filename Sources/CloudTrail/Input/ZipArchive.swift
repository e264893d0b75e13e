import CZlib

/// A ZIP file, read by the headers before its entries, so that it may come out of a pipe.
///
/// Two entries that share bytes, as in a bomb, cannot be detected this way. See
/// <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.
final class ZipArchive: LogArchive {
    private static let entryMark: UInt32 = 0x0403_4b50
    private static let descriptorMark: UInt32 = 0x0807_4b50
    /// What may follow the entries: the directory, its end, and signatures.
    private static let endMarks: Set<UInt32> = [0x0201_4b50, 0x0605_4b50, 0x0808_4b50]

    private struct Entry {
        var isStored: Bool
        var checksum: UInt32
        var size: Int64
        var compressed: Int64
        /// Whether checksum and sizes come behind the data.
        var hasDescriptor: Bool
        /// Why the data cannot be read, if it cannot.
        var obstacle: LogDamage.Reason?
    }

    private let reader: LayerReader
    private let limit: Int64
    private var inflater = GzipInflater(isBare: true)
    private var entry: Entry?
    private var consumed: Int64 = 0
    private var produced: Int64 = 0
    /// What all entries inflated to.
    private var total: Int64 = 0
    private var checksum: UInt = 0
    private var hasEnded = false
    private var failure: LogDamage?

    /// - parameter limit: The bytes that the entries may inflate to, all together.
    init(_ layer: any InputLayer, limit: Int64) {
        reader = LayerReader(layer)
        self.limit = limit
    }

    func next() throws(LogDamage) -> String? {
        try passRest()
        entry = nil
        let header = Array(try reader.peek(30))
        guard header.count >= 4 else { throw damage(.truncatedArchive) }
        let mark = Self.word(header, 0)
        if Self.endMarks.contains(mark) { return nil }
        guard mark == Self.entryMark else {
            throw damage(.corruptArchive("the header of an entry is broken"))
        }
        guard header.count == 30 else { throw damage(.truncatedArchive) }
        reader.skip(30)
        let flags = Self.half(header, 6)
        let method = Self.half(header, 8)
        let name = try take(Int(Self.half(header, 26)))
        let extra = try take(Int(Self.half(header, 28)))
        var entry = Entry(
            isStored: method == 0,
            checksum: Self.word(header, 14),
            size: Int64(Self.word(header, 22)),
            compressed: Int64(Self.word(header, 18)),
            hasDescriptor: flags & 8 != 0,
            obstacle: nil
        )
        Self.readLargeSizes(extra, &entry)
        if flags & 1 != 0 {
            entry.obstacle = .unsupported(
                "an encrypted entry",
                advice: "unzip it with its password"
            )
        } else if method != 0, method != 8 {
            entry.obstacle = .unsupported(
                "compression method \(method) of ZIP",
                advice: "unzip it and read the folder"
            )
        } else if entry.isStored, entry.hasDescriptor {
            entry.obstacle = .unsupported(
                "an entry whose size comes behind it",
                advice: "unzip it and read the folder"
            )
        }
        (consumed, produced, checksum, hasEnded, failure) = (0, 0, 0, false, nil)
        inflater.reset()
        self.entry = entry
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        if let failure { throw failure }
        guard let entry, !hasEnded, !buffer.isEmpty else { return 0 }
        do throws(LogDamage) {
            if let obstacle = entry.obstacle { throw damage(obstacle) }
            let count = try entry.isStored ? readStored(entry, buffer) : inflate(entry, buffer)
            checksum = crc32(
                checksum,
                buffer.bindMemory(to: UInt8.self).baseAddress,
                UInt32(count)
            )
            produced += Int64(count)
            total += Int64(count)
            guard hasEnded else { return count }
            do throws(LogDamage) { try checkEnd(entry) } catch {
                // What there is of it is given first.
                failure = error
                guard count > 0 else { throw error }
            }
            return count
        } catch {
            failure = error
            throw error
        }
    }

    private func readStored(
        _ entry: Entry,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws(LogDamage) -> Int {
        let left = entry.compressed - consumed
        let room = Int(min(left, Int64(min(buffer.count, 1 << 30))))
        let count = try reader.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(room))
        )
        guard count > 0 || room == 0 else { throw damage(.truncatedArchive) }
        consumed += Int64(count)
        hasEnded = consumed == entry.compressed
        return count
    }

    private func inflate(
        _ entry: Entry,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws(LogDamage) -> Int {
        let allowed = limit - total
        let room = UnsafeMutableRawBufferPointer(
            rebasing: buffer.prefix(Int(min(allowed + 1, Int64(min(buffer.count, 1 << 30)))))
        )
        while true {
            let left = entry.hasDescriptor ? .max : entry.compressed - consumed
            guard left > 0 else { throw damage(.corruptArchive("an entry ends inside its data")) }
            var step = GzipInflater.Step(consumed: 0, produced: 0, state: .flowing)
            let hasMore = try reader.use { bytes in
                let part = UnsafeRawBufferPointer(
                    rebasing: bytes.prefix(Int(min(Int64(bytes.count), left)))
                )
                step = inflater.inflate(part, into: room)
                return step.consumed
            }
            guard hasMore else { throw damage(.truncatedArchive) }
            consumed += Int64(step.consumed)
            if Int64(step.produced) > allowed {
                throw LogDamage(reason: .inflatesBeyond(limit), offset: total)
            }
            switch step.state {
            case .corrupt(let why): throw damage(.corruptArchive(why))
            case .memberEnd: hasEnded = true
            case .flowing: break
            }
            if step.produced > 0 || hasEnded { return step.produced }
        }
    }

    private func checkEnd(_ entry: Entry) throws(LogDamage) {
        var entry = entry
        if entry.hasDescriptor {
            try readDescriptor(&entry)
        } else if entry.compressed != consumed {
            _ = try reader.pass(entry.compressed - consumed)
            consumed = entry.compressed
        }
        guard UInt32(truncatingIfNeeded: checksum) == entry.checksum, entry.size == produced else {
            throw damage(.corruptArchive("the checksum of an entry is wrong"))
        }
    }

    /// Reads what comes behind the data: a mark that may lack, and sizes of 4 or 8 bytes.
    private func readDescriptor(_ entry: inout Entry) throws(LogDamage) {
        if Self.word(Array(try reader.peek(4)), 0) == Self.descriptorMark { reader.skip(4) }
        let bytes = Array(try reader.peek(20))
        guard bytes.count >= 12 else { throw damage(.truncatedArchive) }
        entry.checksum = Self.word(bytes, 0)
        let isLarge =
            bytes.count == 20 && Self.long(bytes, 4) == consumed && Self.long(bytes, 12) == produced
        entry.size = isLarge ? Self.long(bytes, 12) : Int64(Self.word(bytes, 8))
        reader.skip(isLarge ? 20 : 12)
    }

    /// Passes what the reader of an entry has left of it.
    private func passRest() throws(LogDamage) {
        guard let entry, !hasEnded else { return }
        guard entry.hasDescriptor else {
            let left = entry.compressed - consumed
            guard try reader.pass(left) == left else { throw damage(.truncatedArchive) }
            return
        }
        // Only inflating it tells where it ends.
        if let failure { throw failure }
        var scratch = [UInt8](repeating: 0, count: 64 << 10)
        while !hasEnded {
            _ = try scratch.withUnsafeMutableBufferPointer { (buffer) throws(LogDamage) -> Int in
                try read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    private func take(_ count: Int) throws(LogDamage) -> [UInt8] {
        let bytes = try reader.take(upTo: count)
        guard bytes.count == count else { throw damage(.truncatedArchive) }
        return bytes
    }

    private func damage(_ reason: LogDamage.Reason) -> LogDamage {
        LogDamage(reason: reason, offset: reader.offset)
    }

    /// The sizes of an entry beyond 4 GiB are in a field of its own.
    private static func readLargeSizes(_ extra: [UInt8], _ entry: inout Entry) {
        var position = 0
        while position + 4 <= extra.count {
            let length = Int(half(extra, position + 2))
            if half(extra, position) == 1, position + 4 + length <= extra.count {
                var field = position + 4
                if entry.size == 0xffff_ffff, field + 8 <= position + 4 + length {
                    entry.size = max(long(extra, field), 0)
                    field += 8
                }
                if entry.compressed == 0xffff_ffff, field + 8 <= position + 4 + length {
                    entry.compressed = max(long(extra, field), 0)
                }
            }
            position += 4 + length
        }
    }

    private static func half(_ bytes: [UInt8], _ index: Int) -> UInt16 {
        UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
    }

    private static func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        guard bytes.count >= index + 4 else { return 0 }
        return UInt32(half(bytes, index)) | UInt32(half(bytes, index + 2)) << 16
    }

    private static func long(_ bytes: [UInt8], _ index: Int) -> Int64 {
        Int64(truncatingIfNeeded: UInt64(word(bytes, index)) | UInt64(word(bytes, index + 4)) << 32)
    }
}
