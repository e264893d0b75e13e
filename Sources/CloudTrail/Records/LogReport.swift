/// What reading one log came to.
public struct LogReport: Hashable, Sendable {
    /// The records found, events and rejected ones.
    public var records = 0
    /// The digest documents found; a digest is proof about logs and holds no record.
    public var digests = 0
    /// The inflated bytes read.
    public var inflatedBytes: Int64 = 0
    /// Why the log could not be read to its end, if it could not.
    public var damage: LogDamage?

    /// Makes a report of a log in which nothing was found.
    public init() {}

    /// Whether the log is a digest file.
    public var isDigest: Bool { digests > 0 && records == 0 && damage == nil }
}
