extension EventTime {
    /// Reads a time from UTF-8 bytes, or nil when it is none.
    @inline(__always)
    init?(_ utf8: Span<UInt8>) {
        guard let time = utf8.withUnsafeBufferPointer({ EventTime($0) }) else { return nil }
        self = time
    }
}
