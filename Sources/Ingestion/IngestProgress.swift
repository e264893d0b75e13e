/// How far a run is.
public struct IngestProgress: Hashable, Sendable {
    /// The files that the walk found; 0 until it has ended.
    public var filesFound = 0
    /// The files done, skipped ones included.
    public var filesDone = 0
    /// The files skipped.
    public var filesSkipped = 0
    /// The records read.
    public var records = 0
    /// The bytes read, inflated.
    public var inflatedBytes: Int64 = 0
}
