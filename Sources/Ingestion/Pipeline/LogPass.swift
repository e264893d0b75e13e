import AuditIndex
import CloudTrail
import Dispatch

/// The reading half of a run: one queue discovers files, and `jobs` queues read them into sinks.
///
/// What lies between them is bounded, so whoever is ahead waits.
struct LogPass: Sendable {
    /// What knows files already; nil where nothing does, and all are read.
    let index: AuditDatabase?
    let options: IngestOptions
    let state: IngestState
    private let units: BoundedQueue<[LogDiscovery.File]>

    init(index: AuditDatabase?, options: IngestOptions, state: IngestState) {
        self.index = index
        self.options = options
        self.state = state
        units = BoundedQueue(capacity: max(options.jobs, 1) * 2)
    }

    /// Begins to read.
    ///
    /// - parameters:
    ///   - paths: Files, and folders to be walked.
    ///   - discovery: Is left when all files have been found.
    ///   - readers: Is left when all files have been read.
    ///   - makeSink: Makes a sink, once for each queue and on it.
    ///   - finish: Takes the sink of each queue at its end, on that queue.
    func begin<Sink: LogSink>(
        _ paths: [String],
        discovery: DispatchGroup,
        readers: DispatchGroup,
        makeSink: @escaping @Sendable () -> Sink,
        finish: @escaping @Sendable (Sink) -> Void = { _ in }
    ) {
        DispatchQueue(label: "audit.discover").async(group: discovery) {
            discover(paths)
            units.finish()
        }
        for number in 0..<max(options.jobs, 1) {
            // A queue each: a concurrent queue may run fewer blocks at once than wait here.
            DispatchQueue(label: "audit.read.\(number)").async(group: readers) {
                let worker = LogWorker(limits: options.limits, state: state, sink: makeSink())
                while let unit = units.pop() {
                    if state.shouldStop { units.cancel() }
                    worker.read(unit)
                }
                finish(worker.sink)
            }
        }
    }

    /// Drops what waits to be read.
    func cancel() { units.cancel() }

    private func discover(_ paths: [String]) {
        let walk = LogWalk(paths) { state.shouldStop }
        for problem in walk.problems { state.addProblem(problem) }
        state.setFound(walk.folders.reduce(0) { $0 + $1.count })
        let discovery = LogDiscovery(index: index, options: options, state: state)
        do {
            try discovery.run(walk.folders) { units.push($0) }
        } catch {
            state.fail(error)
        }
    }
}
