import AuditIndex
import Basics
import CloudTrail
import Dispatch
import Foundation

/// One run over a dump: discover, inflate, parse, write.
///
/// For example:
///
/// ```swift
/// let run = Ingest(index: try .openForWriting("audit.db"), options: IngestOptions())
/// let summary = try run.run(["dump/AWSLogs"])
/// print(summary.records.indexed)
/// ```
///
/// One queue discovers, `jobs` queues read, and one writes; what lies between them is bounded, so
/// whoever is ahead waits.
///
/// - complexity: O(n) in the bytes of files that the ledger does not know. Memory is
///   `jobs` x (window + largest record + one batch of at most 6 MB) + `jobs` + 2 batches in
///   flight, and the names of the files of one day.
package final class Ingest: Sendable {
    private let index: AuditDatabase
    private let options: IngestOptions
    private let state = IngestState()

    /// Prepares a run.
    package init(index: AuditDatabase, options: IngestOptions) {
        self.index = index
        self.options = options
    }

    /// How far the run is; may be asked from any thread.
    package var progress: IngestProgress { state.progress }

    /// Ends the run as soon as the files that are being read are done; from any thread.
    package func stop() { state.stop() }

    /// Reads what is new in some files and folders into the index.
    ///
    /// - parameter paths: Files, and folders to be walked.
    /// - returns: What was done. Input that is unreadable, damaged or no record is part of it.
    /// - throws: ``IndexError`` where the index fails; what was committed before stays.
    package func run(_ paths: [String]) throws -> IngestSummary {
        let start = DispatchTime.now()
        let pass = LogPass(index: index, options: options, state: state)
        let batches = BoundedQueue<IndexBatch>(capacity: max(options.jobs, 1) + 2)
        let totals = Locked(IndexWriter.Totals())
        let everybody = DispatchGroup()
        let readers = DispatchGroup()

        pass.begin(
            paths,
            discovery: everybody,
            readers: readers,
            makeSink: { [self] in
                BatchSink(builder: BatchBuilder(rules: options.rules), state: state) {
                    batches.push($0)
                }
            }
        )
        readers.notify(queue: DispatchQueue(label: "audit.finish")) { batches.finish() }
        DispatchQueue(label: "audit.write").async(group: everybody) { [self] in
            write(batches, totals)
            pass.cancel()
            batches.cancel()
        }
        everybody.wait()
        readers.wait()

        if let failure = state.failure { throw failure }
        let done = totals.withLock { $0 }
        var summary = state.summary
        summary.records.indexed = done.indexed
        summary.records.duplicate = done.duplicates
        summary.records.rejected = done.rejected
        summary.wasInterrupted = state.shouldStop
        summary.seconds =
            Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
        return summary
    }

    private func write(_ batches: BoundedQueue<IndexBatch>, _ totals: Locked<IndexWriter.Totals>) {
        do {
            try index.write { writer in
                if let rules = options.rules { try writer.begin(rules.fingerprint) }
                while let batch = batches.pop() { try writer.write(batch) }
                try writer.commit()
                let done = writer.totals
                totals.withLock { $0 = done }
            }
        } catch {
            state.fail(error)
        }
    }
}

/// How a dump is to be read.
package struct IngestOptions: Sendable {
    /// The files read at the same time; the cores of the machine unless set.
    package var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// What one file may ask for.
    package var limits = LogLimits()
    /// The rules that events are held against; their hits are kept.
    package var rules: EventRules?
    /// Whether files that are known to be damaged are read again though they have not changed.
    package var retriesDamaged = false

    /// Makes the usual options.
    package init() {}
}

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
