import CloudTrail

/// What a run did with the files and records it found.
package struct IngestSummary: Hashable, Sendable {
    /// The files of a run: `found` is the sum of the others, unless the run was interrupted.
    package struct Files: Hashable, Sendable {
        /// Log files found.
        package var found = 0
        /// Files read to their end.
        package var read = 0
        /// Files that the ledger knows as they are.
        package var skipped = 0
        /// Files that could not be read, or not to their end.
        package var damaged = 0
        /// Digest files.
        package var digests = 0
        /// Files that have nothing of CloudTrail in them, by what they are.
        package var others: [OtherLog: Int] = [:]
    }

    /// The records of a run: `read` is the sum of the others.
    package struct Records: Hashable, Sendable {
        /// Records found in files.
        package var read = 0
        /// Events that are new to the index.
        package var indexed = 0
        /// Events that the index had already.
        package var duplicate = 0
        /// Records that are no events.
        package var rejected = 0
    }

    /// The files.
    package var files = Files()
    /// The records.
    package var records = Records()
    /// The time that the run took.
    package var seconds = 0.0
    /// The bytes read, inflated.
    package var inflatedBytes: Int64 = 0
    /// The first ``problemLimit`` things that were wrong.
    package var problems: [IngestProblem] = []
    /// How many things were wrong.
    package var problemCount = 0
    /// The things of a bucket that are wrong for the same reason, by how many there are.
    package var sharedReasons: [SharedReason: Int] = [:]
    /// Skipped files that an earlier run found damaged.
    package var knownDamaged = 0
    /// Records that earlier runs rejected, in the files that were skipped.
    package var knownRejected = 0
    /// Whether somebody stopped the run before its end.
    package var wasInterrupted = false

    /// Problems kept with their text; more are only counted.
    package static let problemLimit = 1_000
    /// Reasons that are counted; more are problems on their own.
    private static let reasonLimit = 100

    /// Whether all input of the run was good: nothing unreadable, damaged or rejected.
    ///
    /// What earlier runs found wrong is in the ledger, and no fault of this one.
    package var isClean: Bool { problemCount == 0 && records.rejected == 0 }

    mutating func add(_ problem: IngestProblem) {
        problemCount += 1
        if problems.count < Self.problemLimit { problems.append(problem) }
        guard let reason = SharedReason(problem) else { return }
        if sharedReasons.count < Self.reasonLimit || sharedReasons[reason] != nil {
            sharedReasons[reason, default: 0] += 1
        }
    }
}

/// Why objects of a bucket could not be read: what is wrong with one is often wrong with all.
package struct SharedReason: Hashable, Sendable {
    package var bucket: String
    package var reason: String

    /// - returns: nil where the problem is no object's.
    package init?(_ problem: IngestProblem) {
        guard let location = ObjectLocation(problem.path) else { return nil }
        bucket = location.bucket
        reason = problem.reason
    }
}

/// A file or folder that could not be taken as it is, and why.
package struct IngestProblem: Hashable, Sendable {
    /// The path, as text; bytes that are not UTF-8 became U+FFFD.
    package var path: String
    /// What is wrong with it, as one clause.
    package var reason: String

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    init(path: [UInt8], reason: String) {
        self.init(path: String(decoding: path, as: UTF8.self), reason: reason)
    }
}

/// How far a run is.
package struct IngestProgress: Hashable, Sendable {
    /// The files found; of folders 0 until all have been walked.
    package var filesFound = 0
    /// Whether prefixes of S3 are being listed, so that more files may be found.
    package var isListing = false
    /// The files done, skipped ones included.
    package var filesDone = 0
    /// The files skipped.
    package var filesSkipped = 0
    /// The records read.
    package var records = 0
    /// The bytes read, inflated.
    package var inflatedBytes: Int64 = 0
}

/// What a run would read.
package struct IngestSurvey: Sendable {
    /// The files that are new or have changed.
    package var files = (count: 0, bytes: Int64(0))
    /// The objects of S3 that are new or have changed.
    package var objects = (count: 0, bytes: Int64(0))
    /// The files and objects that are known.
    package var skipped = 0
    /// The first things that are wrong.
    package var problems: [IngestProblem] = []
}
