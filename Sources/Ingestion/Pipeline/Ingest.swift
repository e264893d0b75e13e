import AuditIndex
import CloudTrail
import Dispatch

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
public final class Ingest: Sendable {
    private let index: AuditDatabase
    private let options: IngestOptions
    private let state = IngestState()

    /// Prepares a run.
    public init(index: AuditDatabase, options: IngestOptions) {
        self.index = index
        self.options = options
    }

    /// How far the run is; may be asked from any thread.
    public var progress: IngestProgress { state.progress }

    /// Ends the run as soon as the files that are being read are done; from any thread.
    public func stop() { state.stop() }

    /// Reads what is new in some files and folders into the index.
    ///
    /// - parameter paths: Files, and folders to be walked.
    /// - returns: What was done. Input that is unreadable, damaged or no record is part of it.
    /// - throws: ``IndexError`` where the index fails; what was committed before stays.
    public func run(_ paths: [String]) throws -> IngestSummary {
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
                if let rules = options.rules { try writer.begin(rules.judgement) }
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
