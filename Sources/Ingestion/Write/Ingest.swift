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
    /// - parameters:
    ///   - paths: Files, folders to be walked, and prefixes of S3 to be listed.
    ///   - objects: Objects of S3 to be read without a listing.
    /// - returns: What was done. Input that is unreadable, damaged or no record is part of it.
    /// - throws: ``IndexError`` where the index fails; what was committed before stays.
    package func run(
        _ paths: [String],
        objects: [KnownObject] = []
    ) throws -> IngestSummary {
        let start = DispatchTime.now()
        let pass = LogPass(index: index, options: options, state: state)
        let batches = BoundedQueue<IndexBatch>(capacity: max(options.jobs, 1) + 2)
        let totals = Locked(IndexWriter.Totals())
        let everybody = DispatchGroup()
        let readers = DispatchGroup()

        pass.begin(
            paths,
            objects: objects,
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
        if !state.shouldStop { try index.remember(state.listings) }
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

    /// Looks what a run would read, and reads nothing of it.
    ///
    /// - parameter index: What knows files already; nil where there is none yet.
    package static func survey(
        _ paths: [String],
        index: AuditDatabase?,
        options: IngestOptions
    ) throws -> IngestSurvey {
        let state = IngestState()
        var survey = IngestSurvey()
        let pass = LogPass(index: index, options: options, state: state)
        pass.discover(paths, []) { files in
            for file in files {
                if file.object == nil {
                    survey.files.count += 1
                    survey.files.bytes += file.stamp.size
                } else {
                    survey.objects.count += 1
                    survey.objects.bytes += file.stamp.size
                }
            }
            return true
        }
        if let failure = state.failure { throw failure }
        let progress = state.progress
        survey.skipped = progress.filesSkipped
        survey.problems = state.problems
        return survey
    }

    private func write(_ batches: BoundedQueue<IndexBatch>, _ totals: Locked<IndexWriter.Totals>) {
        do {
            try index.write { writer in
                writer.whenGone { path in
                    // Of an object nobody can tell without asking.
                    guard ObjectLocation(path) == nil else { return false }
                    do throws(FileSystem.Failure) {
                        _ = try FileSystem.status(path.bytes)
                        return false
                    } catch {
                        return error.isMissing
                    }
                }
                if let rules = options.rules { try writer.begin(rules.fingerprint) }
                try write(batches, writer: &writer)
                let done = writer.totals
                totals.withLock { $0 = done }
            }
        } catch {
            state.fail(error)
        }
    }
}

extension Ingest {
    /// Writes what comes, and commits in time: objects and pipes may come slowly, a kill should cost
    /// no more than some seconds of that, and others wait to write.
    private func write(
        _ batches: BoundedQueue<IndexBatch>,
        writer: inout IndexWriter
    ) throws {
        var end = Date(timeIntervalSinceNow: options.secondsPerCommit)
        while true {
            switch batches.pop(until: end) {
            case .element(let batch):
                try writer.write(batch)
                guard Date() >= end else { continue }
            case .late: break
            case .finished: return try writer.commit()
            }
            try writer.commit()
            end = Date(timeIntervalSinceNow: options.secondsPerCommit)
        }
    }
}

/// How a dump is to be read.
package struct IngestOptions: Sendable {
    /// The files read at the same time; the cores of the machine unless set.
    package var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// The most seconds for which what was read is not committed.
    package var secondsPerCommit = 3.0
    /// What one file may ask for.
    package var limits = LogLimits()
    /// The rules that evaluate the events; their hits are kept.
    package var rules: EventRules?
    /// The paths that are left out.
    package var excluded = PathFilter()
    /// Whether files that are known to be damaged, or to have rejected records, are read again though
    /// they have not changed.
    package var retriesDamaged = false
    /// Where objects of S3 are read from; nil where none can be.
    package var objects: (any ObjectStore)?
    /// Which files of trails are read.
    package var selection = LogSelection()
    /// Whether prefixes of S3 are listed from their beginning, whatever was listed before.
    package var listsAll = false
    /// Whether a listing goes on from the last one even if that left earlier days out, as in a job
    /// that keeps up with a trail.
    package var goesOn = false
    /// The time, in seconds since 1970.
    package var now = FileSystem.now() / 1_000_000_000

    /// Makes the usual options.
    package init() {}
}

/// What the threads of a run share: whether to go on, and what has been done.
final class IngestState: Sendable {
    private struct Shared {
        var summary = IngestSummary()
        var progress = IngestProgress()
        var isStopped = false
        /// What was named, and what of it has no file of CloudTrail yet.
        var roots: [String] = []
        var barrenRoots: Set<Int> = []
        var failure: (any Error)?
        var listings: [ObjectListing] = []
        /// The objects that have to be restored first, by their storage class.
        var archived: [String: Int] = [:]
    }

    private let shared = Locked(Shared())

    var shouldStop: Bool { shared.withLock { $0.isStopped || $0.failure != nil } }
    var progress: IngestProgress { shared.withLock { $0.progress } }

    /// What was done; what was named and has nothing of CloudTrail is a problem of its own.
    var summary: IngestSummary {
        shared.withLock {
            var summary = $0.summary
            for (archive, count) in $0.archived.sorted(by: { $0.key < $1.key }) {
                let objects = count == 1 ? "1 object is" : "\(count) objects are"
                summary.add(
                    IngestProblem(
                        path: archive,
                        reason: "\(objects) in this storage class and not read; restore them "
                            + "(aws s3api restore-object), and run audit ingest --list-all"
                    )
                )
            }
            guard !$0.isStopped, $0.failure == nil else { return summary }
            for root in $0.barrenRoots.sorted() {
                let path = Array($0.roots[root].utf8)
                let isFolder = (try? FileSystem.status(path).kind) == .folder
                summary.add(
                    IngestProblem(
                        path: path,
                        reason: isFolder
                            || LogSource.isObject($0.roots[root])
                            ? "no CloudTrail file is in it; name the folder that holds AWSLogs"
                            : "not a CloudTrail file"
                    )
                )
            }
            return summary
        }
    }

    /// What was wrong so far.
    var problems: [IngestProblem] { shared.withLock { $0.summary.problems } }

    var failure: (any Error)? { shared.withLock { $0.failure } }

    func stop() { shared.withLock { $0.isStopped = true } }

    func fail(_ error: any Error) {
        shared.withLock { if $0.failure == nil { $0.failure = error } }
    }

    func addFound(_ count: Int) { shared.withLock { $0.progress.filesFound += count } }

    /// Says whether prefixes are being listed, so that more files may be found.
    func setListing(_ isListing: Bool) {
        shared.withLock { $0.progress.isListing = isListing }
    }

    /// How far prefixes were listed, which holds once all that was found has been read.
    var listings: [ObjectListing] { shared.withLock { $0.listings } }

    func addListing(_ listing: ObjectListing) { shared.withLock { $0.listings.append(listing) } }

    func addArchived(_ objects: [String: Int]) {
        guard !objects.isEmpty else { return }
        shared.withLock { $0.archived.merge(objects, uniquingKeysWith: +) }
    }

    /// What was named and need not have a file of its own.
    func cover(_ root: Int) { shared.withLock { _ = $0.barrenRoots.remove(root) } }

    /// - parameter covered: Those of the roots of which another one has a part.
    func setRoots(_ roots: [String], covered: Set<Int>) {
        shared.withLock {
            $0.roots = roots
            $0.barrenRoots = Set(roots.indices).subtracting(covered)
        }
    }

    func addProblem(_ problem: IngestProblem) { shared.withLock { $0.summary.add(problem) } }

    func skip(_ known: AuditDatabase.LedgerEntry, root: Int) {
        shared.withLock {
            if !known.isOther { $0.barrenRoots.remove(root) }
            $0.summary.files.found += 1
            $0.summary.files.skipped += 1
            $0.summary.knownRejected += known.rejected
            if known.damage != nil { $0.summary.knownDamaged += 1 }
            $0.progress.filesDone += 1
            $0.progress.filesSkipped += 1
        }
    }

    /// A file that was read, as far as it could be.
    func finish(_ file: LogDiscovery.File, _ report: LogReport) {
        shared.withLock {
            $0.summary.files.found += 1
            let other = report.other
            if other == nil { $0.barrenRoots.remove(file.root) }
            if let damage = report.damage {
                $0.summary.files.damaged += 1
                $0.summary.add(IngestProblem(path: file.path.bytes, reason: damage.description))
            } else if let other {
                $0.summary.files.others[other, default: 0] += 1
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
