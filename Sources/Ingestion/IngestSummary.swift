/// What a run did with the files and records it found.
public struct IngestSummary: Hashable, Sendable {
    /// The files of a run: `found` is the sum of the others, unless the run was interrupted.
    public struct Files: Hashable, Sendable {
        /// Log files found.
        public var found = 0
        /// Files read to their end.
        public var read = 0
        /// Files that the ledger knows as they are.
        public var skipped = 0
        /// Files that could not be read, or not to their end.
        public var damaged = 0
        /// Digest files.
        public var digests = 0
        /// Files in folders that are no logs, by name and content; not part of `found`.
        public var passedOver = 0
    }

    /// The records of a run: `read` is the sum of the others.
    public struct Records: Hashable, Sendable {
        /// Records found in files.
        public var read = 0
        /// Events that are new to the index.
        public var indexed = 0
        /// Events that the index had already.
        public var duplicate = 0
        /// Records that are no events.
        public var rejected = 0
    }

    /// The files.
    public var files = Files()
    /// The records.
    public var records = Records()
    /// The time that the run took.
    public var seconds = 0.0
    /// The bytes read, inflated.
    public var inflatedBytes: Int64 = 0
    /// The first ``problemLimit`` things that were wrong.
    public var problems: [IngestProblem] = []
    /// How many things were wrong.
    public var problemCount = 0
    /// Skipped files that an earlier run found damaged.
    public var knownDamaged = 0
    /// Records that earlier runs rejected, in the files that were skipped.
    public var knownRejected = 0
    /// Whether somebody stopped the run before its end.
    public var wasInterrupted = false

    /// Problems kept with their text; more are only counted.
    public static let problemLimit = 1_000

    /// Whether all input was good: nothing unreadable, damaged or rejected, now or earlier.
    public var isClean: Bool {
        problemCount == 0 && records.rejected == 0 && knownDamaged == 0 && knownRejected == 0
    }

    mutating func add(_ problem: IngestProblem) {
        problemCount += 1
        if problems.count < Self.problemLimit { problems.append(problem) }
    }
}
