/// What a scan did with the files and records it found.
public struct ScanSummary: Hashable, Sendable {
    /// The files; none is skipped.
    public var files = IngestSummary.Files()
    /// The records found in files.
    public var records = 0
    /// The records that are no events.
    public var rejected = 0
    /// The time that the scan took.
    public var seconds = 0.0
    /// The bytes read, inflated.
    public var inflatedBytes: Int64 = 0
    /// The first things that were wrong, by path: ``IngestSummary/problemLimit`` at most.
    public var problems: [IngestProblem] = []
    /// How many things were wrong.
    public var problemCount = 0
    /// Whether somebody stopped the scan before its end.
    public var wasInterrupted = false

    /// Whether all input was good: nothing unreadable, damaged or rejected.
    public var isClean: Bool { problemCount == 0 }

    init(_ summary: IngestSummary, rejected: Int, seconds: Double) {
        files = summary.files
        records = summary.records.read
        self.rejected = rejected
        self.seconds = seconds
        inflatedBytes = summary.inflatedBytes
        // Workers come upon them in no order.
        problems = summary.problems.sorted {
            ($0.path, $0.reason) < ($1.path, $1.reason)
        }
        problemCount = summary.problemCount
    }
}
