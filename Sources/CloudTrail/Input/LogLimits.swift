/// How much one file may ask of the memory and patience of its reader.
public struct LogLimits: Hashable, Sendable {
    /// The bytes that one gzip file may inflate to; 4 GiB unless set.
    ///
    /// A plain file is what it is.
    public var inflatedBytes: Int64
    /// The bytes of one record; 16 MiB unless set.
    ///
    /// CloudTrail's own stay below 256 KiB.
    public var recordBytes: Int

    /// The most that ``recordBytes`` may be: places in a record are kept in 32 bits.
    public static let maximumRecordBytes = 1 << 30

    /// Makes limits.
    ///
    /// - parameters:
    ///   - inflatedBytes: The bytes that one gzip file may inflate to.
    ///   - recordBytes: The bytes of one record, cut to ``maximumRecordBytes``.
    public init(inflatedBytes: Int64 = 4 << 30, recordBytes: Int = 16 << 20) {
        self.inflatedBytes = inflatedBytes
        self.recordBytes = min(recordBytes, Self.maximumRecordBytes)
    }
}
