import Basics

/// Something about a digest or a log file that is not as CloudTrail left it, or that a reader of the
/// proof has to know.
package struct IntegrityFinding: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        // What was changed, or may have been.
        case missingLog = "missing-log"
        case changedLog = "changed-log"
        case appendedLog = "appended-log"
        case unlistedLog = "unlisted-log"
        case unreadableLog = "unreadable-log"
        case missingDigests = "missing-digests"
        case changedDigest = "changed-digest"
        case unsignedDigest = "unsigned-digest"
        case appendedDigest = "appended-digest"
        case unreadableDigest = "unreadable-digest"
        case misplacedDigest = "misplaced-digest"
        case brokenChain = "broken-chain"
        case fork
        case unknownKey = "unknown-key"
        case expiredKey = "expired-key"
        case notCovered = "not-covered"
        // What explains itself.
        case restart
        case begins
        case newest
        case pending
        case copy
        case movedBucket = "moved-bucket"

        /// Whether the files are not proven to be all, and unchanged.
        package var isFault: Bool {
            switch self {
            case .restart, .begins, .newest, .pending, .copy, .movedBucket: false
            default: true
            }
        }
    }

    package var kind: Kind
    /// The file that it is about; nil where it is about a span of time.
    package var file: String?
    /// The span of time that it is about, in seconds since 1970.
    package var span: Range<Int64>?
    /// What is wrong, in one clause, and what follows from it.
    package var text: String
}

/// What verifying one trail in one region of one account came to.
package struct ChainReport: Hashable, Sendable {
    package var chain: DigestName.Chain
    /// The start of the first digest and the end of the last, in seconds since 1970.
    package var span: Range<Int64>
    package var digests = 0
    /// The digests whose signature is CloudTrail's.
    package var signed = 0
    /// The digests of hours in which nothing was delivered.
    package var empty = 0
    /// The log files that the digests name.
    package var logs = 0
    /// Those of them that are there, unchanged.
    package var unchanged = 0
    /// Those of the unchanged that a signed digest names.
    package var proven = 0
    /// The seconds of the span that signed digests cover, each once.
    package var coveredSeconds: Int64 = 0
    package var findings: [IntegrityFinding] = []

    /// Whether every log file is proven to be there and unchanged, in all hours.
    package var isProven: Bool { !findings.contains { $0.kind.isFault } }
}

/// What verifying some logs came to.
package struct IntegrityReport: Sendable {
    /// The trails, by account, region and name.
    package var chains: [ChainReport] = []
    /// What belongs to no trail.
    package var findings: [IntegrityFinding] = []
    /// The log files looked at.
    package var logs = 0
    /// The log files of accounts and regions without any digest.
    package var logsWithoutDigests = 0
    /// What could not be looked through.
    package var problems: [(path: String, reason: String)] = []
    package var wasInterrupted = false

    package var allFindings: [IntegrityFinding] { findings + chains.flatMap(\.findings) }

    /// Whether there is a digest at all.
    package var hasDigests: Bool { !chains.isEmpty }

    /// Whether every log file is proven to be there and unchanged.
    package var isProven: Bool {
        hasDigests && problems.isEmpty && logsWithoutDigests == 0
            && !allFindings.contains { $0.kind.isFault }
    }
}
