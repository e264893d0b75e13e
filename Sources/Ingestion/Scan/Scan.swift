import Basics
import CloudTrail
import Detection
import Dispatch
import Foundation
import SecurityArchitecture

/// One run of rules over logs, without an index.
///
/// For example:
///
/// ```swift
/// let program = RuleProgram(RuleLoader().load(paths: ["Queries/alerts"]))
/// let result = try Scan(program, options: ScanOptions()).run(["dump/AWSLogs"])
/// try result.hits.forEach { print(program.rules[$0.rule].header.title, $0.event.time) }
/// ```
///
/// Files are found and read as by ``Ingest``, but each is read, since nothing is known of it. An
/// event that comes twice counts once: by time and id, and by content where there is no id or
/// two contents share one. The result depends neither on the order of files nor on the number of
/// jobs.
///
/// - complexity: O(n) in the bytes of the files, O(n log n) in what is found. Memory is `jobs` x
///   (window + largest record + what a matcher and a classifier remember), and what
///   ``ScanOptions/memory`` allows: what is found beyond that is sorted on disk, see
///   `SortedSpool` and `CorrelationRun`.
package final class Scan: Sendable {
    private let program: RuleProgram
    private let options: ScanOptions
    private let state = IngestState()

    /// Prepares a scan.
    package init(_ program: RuleProgram, options: ScanOptions) {
        self.program = program
        self.options = options
    }

    /// How far the scan is; may be asked from any thread.
    package var progress: IngestProgress { state.progress }

    /// Ends the scan as soon as the files that are being read are done; from any thread.
    package func stop() { state.stop() }

    /// Reads files and folders, and holds their events against the rules.
    ///
    /// - parameter paths: Files, and folders to be walked.
    /// - returns: What was found. Input that is unreadable, damaged or no record is part of it.
    /// - throws: When the disk has no room for what memory should not hold.
    package func run(_ paths: [String]) throws -> ScanResult {
        let start = DispatchTime.now()
        var reading = IngestOptions()
        reading.jobs = options.jobs
        reading.limits = options.limits
        reading.excluded = options.excluded
        reading.objects = options.objects
        // What is on disk is read whatever its name says; of a bucket, only what may have the events.
        if paths.allSatisfy(LogSource.isObject) { reading.selection = LogSelection(options.span) }
        let pass = LogPass(index: nil, options: reading, state: state)
        let everybody = DispatchGroup()
        let found = Locked(Found())
        pass.begin(
            paths,
            discovery: everybody,
            readers: everybody,
            makeSink: { [self] in ScanSink(program, options, state: state) },
            finish: { sink in
                var matched = sink.matched
                matched.finish()
                found.withLock {
                    $0.matched.append(matched)
                    $0.observed.append(sink.observed)
                    $0.rejected += sink.rejected
                    $0.history.include(sink.history)
                    $0.future.include(sink.future)
                }
            }
        )
        everybody.wait()
        if let failure = state.failure { throw failure }
        return try result(found.withLock { $0 }, since: start)
    }

    private struct Found {
        var matched: [SortedSpool] = []
        var observed: [CorrelationRun] = []
        var rejected = 0
        var history = AnomalyContext()
        var future = AnomalyContext()
    }

    private func result(
        _ found: Found,
        since start: DispatchTime
    ) throws -> ScanResult {
        let folder = options.temporaryFolder
        var run = CorrelationRun(program, bound: options.memory / 6, folder: folder)
        for observed in found.observed { run.join(observed) }
        run.context = AnomalyContext(options.architecture)
        run.context.include(found.history.asOf == nil ? found.future : found.history)
        let hits = try ScanHits(found.matched, rules: program.rules.count)
        var correlations = ScanCorrelations(
            correlations: program.correlations.count,
            bound: options.memory / 6,
            folder: folder
        )
        try run.forEachOutcome { outcome in
            guard program.correlations[outcome.correlation].raisesAlerts else { return }
            try correlations.append(outcome)
        }
        correlations.finish()
        let elapsed = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
        var summary = ScanSummary(
            state.summary,
            rejected: found.rejected,
            seconds: Double(elapsed) / 1e9
        )
        summary.wasInterrupted = state.shouldStop
        return ScanResult(hits: hits, correlations: correlations, summary: summary)
    }
}

/// How logs are to be scanned.
package struct ScanOptions: Sendable {
    /// The files read at the same time; the cores of the machine unless set.
    package var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// What one file may ask for.
    package var limits = LogLimits()
    /// The paths that are left out.
    package var excluded = PathFilter()
    /// The present, in seconds since 1970.
    package var now = Int64(Date().timeIntervalSince1970)
    /// The seconds since 1970 in which events are looked at; nil for all.
    package var span: Range<Int64>?
    /// The architecture that derived fields come from.
    package var architecture = Architecture.guessed
    /// Where objects of S3 are read from; nil where none can be.
    package var objects: (any ObjectStore)?
    /// The bytes that may be in memory of what is found; the rest is on disk until the end.
    package var memory = 72 << 20
    /// Where that is; nil for `$TMPDIR`, or `/tmp`.
    package var temporaryFolder: String?

    /// Makes the usual options.
    package init() {}
}

/// What a scan found.
package struct ScanResult: Sendable {
    /// The hits of rules that tell of single events, by time, id, content and rule.
    package let hits: ScanHits
    /// What correlations found, by the end of their episodes, then by start, correlation and
    /// group.
    package let correlations: ScanCorrelations
    /// What was done.
    package let summary: ScanSummary

    /// Whether nothing was found.
    package var isEmpty: Bool { hits.isEmpty && correlations.isEmpty }
}

/// What a scan did with the files and records it found.
package struct ScanSummary: Hashable, Sendable {
    /// The files; none is skipped.
    package var files = IngestSummary.Files()
    /// The records found in files.
    package var records = 0
    /// The records that are no events.
    package var rejected = 0
    /// The time that the scan took.
    package var seconds = 0.0
    /// The bytes read, inflated.
    package var inflatedBytes: Int64 = 0
    /// The first things that were wrong, by path: ``IngestSummary/problemLimit`` at most.
    package var problems: [IngestProblem] = []
    /// How many things were wrong.
    package var problemCount = 0
    /// See ``IngestSummary/sharedReasons``.
    package var sharedReasons: [SharedReason: Int] = [:]
    /// Whether somebody stopped the scan before its end.
    package var wasInterrupted = false

    /// Whether all input was good: nothing unreadable, damaged or rejected.
    package var isClean: Bool { problemCount == 0 }

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
        sharedReasons = summary.sharedReasons
    }
}
