/// The content of files, one after another, without a look at what is in it: inflated, and taken
/// apart by gzip member.
///
/// For example:
///
/// ```swift
/// let reader = ContentReader()
/// let members = try reader.read(descriptor: descriptor) { bytes, member in hash.update(bytes) }
/// ```
///
/// - complexity: O(n) in inflated bytes. Memory is a window of 256 KiB, and that of libdeflate.
/// - note: A reader belongs to one thread at a time.
package final class ContentReader {
    private static let window = 256 << 10

    private var input = LogInput(inflatesAhead: false)
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: ContentReader.window,
        alignment: 16
    )

    package init() {}

    deinit { buffer.deallocate() }

    /// Reads an open file to its end.
    ///
    /// - parameters:
    ///   - descriptor: An open file descriptor; the caller closes it.
    ///   - limit: The bytes that it may inflate to.
    ///   - take: Takes the bytes, which are valid for the call only, and the number of their member,
    ///     from 1 on; all bytes of a file that is not gzip are of member 1.
    /// - returns: How many members there are.
    package func read(
        descriptor: Int32,
        limit: Int64 = LogLimits().inflatedBytes,
        _ take: (UnsafeRawBufferPointer, _ member: Int) -> Void
    ) throws(LogDamage) -> Int {
        try read(.descriptor(descriptor), limit, take)
    }

    /// Reads what comes from elsewhere, such as over a network.
    package func read(
        _ layer: any InputLayer,
        limit: Int64 = LogLimits().inflatedBytes,
        _ take: (UnsafeRawBufferPointer, _ member: Int) -> Void
    ) throws(LogDamage) -> Int {
        try read(.layer(layer), limit, take)
    }

    private func read(
        _ source: ByteSource,
        _ limit: Int64,
        _ take: (UnsafeRawBufferPointer, _ member: Int) -> Void
    ) throws(LogDamage) -> Int {
        defer { input.close() }
        var limits = LogLimits()
        limits.inflatedBytes = limit
        try input.open(source, limits: limits)
        while case let count = try input.read(into: buffer), count > 0 {
            take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), input.member)
        }
        return input.member
    }
}
