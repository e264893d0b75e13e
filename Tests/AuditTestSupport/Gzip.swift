import CZlib

/// Gzip compression for test data.
public enum Gzip {
    /// One gzip member that holds `bytes`.
    ///
    /// zlib writes a header without name and with modification time 0, so equal input and level give
    /// equal output with one version of zlib.
    public static func compress(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        precondition(CZlib_deflateInit2(&stream, level, CZLIB_GZIP_WINDOW_BITS) == Z_OK)
        defer { deflateEnd(&stream) }
        precondition(bytes.count <= Int(UInt32.max), "zlib counts its input in 32 bits")
        var input = bytes
        let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
        return input.withUnsafeMutableBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
                stream.next_in = source.baseAddress
                stream.avail_in = uInt(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(capacity)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
                count = capacity - Int(stream.avail_out)
            }
        }
    }
}
