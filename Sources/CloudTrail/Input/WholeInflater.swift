import CDeflate

/// Inflates whole gzip files with libdeflate, where the machine has it.
///
/// What it has inflated is right to the last byte. It says nothing of any other file, of which it has
/// given nothing away: zlib reads that from its start, so that what is said of damage, of limits and
/// of several members is always zlib's.
///
/// It takes some invalid Huffman codes that zlib rejects. No accident makes them and the right
/// checksum at once, and whoever can choose the bytes of a log needs none.
package final class WholeInflater {
    /// The bytes of the largest file.
    static let largestFile = 1 << 20
    /// The bytes that it may inflate to: most files of CloudTrail are far smaller.
    static let largestText = 8 << 20

    private static let header = 10
    private static let trailer = 8

    private let decompressor: OpaquePointer
    /// The text of the file that was inflated last, at its beginning.
    private(set) var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Returns nil where libdeflate is not installed.
    init?() {
        guard let decompressor = CDeflate_make() else { return nil }
        self.decompressor = decompressor
    }

    deinit {
        CDeflate_free(decompressor)
        buffer.deallocate()
    }

    /// Whether the machine has libdeflate.
    package static var isInstalled: Bool { WholeInflater() != nil }

    /// Inflates a file into ``buffer``.
    ///
    /// libdeflate reads no more than `file` holds and writes no more than `count` bytes, which the
    /// buffer has room for.
    ///
    /// - parameter limit: The bytes that it may inflate to.
    /// - returns: The bytes that it inflates to; nil where it is not for libdeflate.
    func inflate(_ file: UnsafeRawBufferPointer, limit: Int64) -> Int? {
        guard file.count >= Self.header + Self.trailer, file.count <= Self.largestFile else {
            return nil
        }
        // libdeflate passes over the checksum of a header, which zlib verifies.
        let hasHeaderChecksum = file[3] & 2 != 0
        let length = file.loadUnaligned(fromByteOffset: file.count - 4, as: UInt32.self)
        let count = Int(UInt32(littleEndian: length))
        guard !hasHeaderChecksum, count > 0, count <= Self.largestText, Int64(count) <= limit else {
            return nil
        }
        if buffer.count < count {
            buffer.deallocate()
            buffer = .allocate(byteCount: max(count, 256 << 10), alignment: 16)
        }
        let isWhole = CDeflate_gunzip(
            decompressor,
            file.baseAddress,
            file.count,
            buffer.baseAddress,
            count
        )
        return isWhole ? count : nil
    }
}
