import AuditIndex
import CloudTrail

/// What the threads of a run share: whether to go on, and what has been done.
final class IngestState: Sendable {
    private struct Shared {
        var summary = IngestSummary()
        var progress = IngestProgress()
        var isStopped = false
        var failure: (any Error)?
    }

    private let shared = Locked(Shared())

    var shouldStop: Bool { shared.withLock { $0.isStopped || $0.failure != nil } }
    var progress: IngestProgress { shared.withLock { $0.progress } }
    var summary: IngestSummary { shared.withLock { $0.summary } }
    var failure: (any Error)? { shared.withLock { $0.failure } }

    func stop() { shared.withLock { $0.isStopped = true } }

    func fail(_ error: any Error) {
        shared.withLock { if $0.failure == nil { $0.failure = error } }
    }

    func setFound(_ count: Int) { shared.withLock { $0.progress.filesFound = count } }

    func addProblem(_ problem: IngestProblem) { shared.withLock { $0.summary.add(problem) } }

    func skip(_ path: LogPath, _ known: AuditDatabase.LedgerEntry) {
        shared.withLock {
            $0.summary.files.found += 1
            $0.summary.files.skipped += 1
            $0.summary.knownRejected += known.rejected
            if known.damage != nil { $0.summary.knownDamaged += 1 }
            $0.progress.filesDone += 1
            $0.progress.filesSkipped += 1
        }
    }

    func passOver() {
        shared.withLock {
            $0.summary.files.passedOver += 1
            $0.progress.filesDone += 1
        }
    }

    /// A file that was read, as far as it could be.
    func finish(_ path: LogPath, _ report: LogReport) {
        shared.withLock {
            $0.summary.files.found += 1
            if let damage = report.damage {
                $0.summary.files.damaged += 1
                $0.summary.add(IngestProblem(path: path.bytes, reason: damage.description))
            } else if report.isDigest {
                $0.summary.files.digests += 1
            } else {
                $0.summary.files.read += 1
            }
            $0.summary.records.read += report.records
            $0.summary.inflatedBytes += report.inflatedBytes
            $0.progress.filesDone += 1
            $0.progress.records += report.records
            $0.progress.inflatedBytes += report.inflatedBytes
        }
    }
}
