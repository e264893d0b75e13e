import CZlib

/// Inflates gzip members, or the bare data in a ZIP file, through buffers of its caller.
///
/// zlib keeps pointers into its own state, so the `z_stream` must not move: it lives on the heap
/// for as long as this value. See RFC 1952 and <https://zlib.net/manual.html>.
struct GzipInflater: ~Copyable {
    /// What one call of ``inflate(_:into:)`` did.
    struct Step {
        var consumed: Int
        var produced: Int
        var state: State
    }

    /// Where the stream stands after a call.
    enum State: Equatable {
        /// More input or more room is needed.
        case flowing
        /// A member ended, its checksum and length are right.
        case memberEnd
        /// The bytes are not gzip; zlib's own words.
        case corrupt(String)
    }

    private let stream: UnsafeMutablePointer<z_stream>

    /// - parameter isBare: Whether the data has no header and no checksum, as in a ZIP file.
    init(isBare: Bool = false) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = CZlib_inflateInit2(stream, isBare ? -MAX_WBITS : CZLIB_GZIP_WINDOW_BITS)
        precondition(status == Z_OK, "zlib refuses to start: out of memory, or another version")
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Prepares for another member or another file.
    mutating func reset() {
        inflateReset(stream)
    }

    /// Inflates from `input` into `output` until one of them is used up or the member ends.
    ///
    /// zlib reads no more than `input` holds and writes no more than `output` holds: both counts
    /// are handed to it, cut to 1 GiB so that they fit its 32-bit fields.
    mutating func inflate(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Step {
        let limit = 1 << 30
        let available = min(input.count, limit)
        let room = min(output.count, limit)
        // zlib's interface lacks a const; it does not write through next_in.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress
        )
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return Step(
            consumed: available - Int(stream.pointee.avail_in),
            produced: room - Int(stream.pointee.avail_out),
            state: state(status)
        )
    }

    private func state(_ status: Int32) -> State {
        switch status {
        case Z_OK, Z_BUF_ERROR: .flowing
        case Z_STREAM_END: .memberEnd
        default:
            .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
        }
    }
}
