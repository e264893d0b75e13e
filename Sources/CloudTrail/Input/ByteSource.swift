#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where the bytes of a log come from.
enum ByteSource {
    /// An open file; its owner closes it.
    case descriptor(Int32)
    /// Bytes in memory, and how many of them have been read.
    case memory([UInt8], Int)
    /// What lies inside another layer: an outer compression, an archive, another encoding.
    case layer(any InputLayer)

    /// Reads up to `buffer.count` bytes; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogDamage) -> Int {
        switch self {
        case .descriptor(let descriptor):
            while true {
                let count = Self.systemRead(descriptor, buffer)
                if count >= 0 { return count }
                let code = errno
                guard code == EINTR else {
                    throw LogDamage(reason: .unreadable(String(cString: strerror(code))), offset: 0)
                }
            }
        case .memory(let bytes, let position):
            let count = min(buffer.count, bytes.count - position)
            bytes.withUnsafeBytes { source in
                buffer.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[position..<position + count])
                )
            }
            self = .memory(bytes, position + count)
            return count
        case .layer(let layer): return try layer.read(into: buffer)
        }
    }

    /// The size of the file; nil of all that is no regular file.
    var fileSize: Int64? {
        guard case .descriptor(let descriptor) = self else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int64(status.st_size)
    }

    private static func systemRead(
        _ descriptor: Int32,
        _ buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
        Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
        Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
