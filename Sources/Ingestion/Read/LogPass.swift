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
    ///   - paths: Files, folders to be walked, and prefixes of S3 to be listed.
    ///   - objects: Objects to be read without a listing.
    ///   - discovery: Is left when all files have been found.
    ///   - readers: Is left when all files have been read.
    ///   - makeSink: Makes a sink, once for each queue and on it.
    ///   - finish: Takes the sink of each queue at its end, on that queue.
    func begin<Sink: LogSink>(
        _ paths: [String],
        objects: [KnownObject] = [],
        discovery: DispatchGroup,
        readers: DispatchGroup,
        makeSink: @escaping @Sendable () -> Sink,
        finish: @escaping @Sendable (Sink) -> Void = { _ in }
    ) {
        DispatchQueue(label: "audit.discover").async(group: discovery) {
            discover(paths, objects) { files in
                units.push(files.map { $0.opened(options.objects) })
            }
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

    /// Finds what has to be read, and hands it out until `emit` returns false.
    func discover(
        _ paths: [String],
        _ objects: [KnownObject],
        _ emit: ([LogDiscovery.File]) -> Bool
    ) {
        let walk = LogWalk(paths, excluding: options.excluded) { state.shouldStop }
        state.setRoots(paths, covered: walk.covered)
        for problem in walk.problems { state.addProblem(problem) }
        state.addFound(walk.folders.reduce(0) { $0 + $1.count } + walk.pipes.count)
        let discovery = LogDiscovery(index: index, options: options, state: state)
        do {
            try discovery.run(walk.folders, pipes: walk.pipes, emit)
            if let store = options.objects, !(walk.objects.isEmpty && objects.isEmpty) {
                state.setListing(true)
                defer { state.setListing(false) }
                try ObjectDiscovery(store: store, index: index, options: options, state: state)
                    .run(walk.objects, known: objects, emit)
            } else {
                for (location, root) in walk.objects + objects.map({ ($0.location, -1) }) {
                    state.cover(root)
                    state.addProblem(
                        IngestProblem(path: location.description, reason: "cannot be read here")
                    )
                }
            }
        } catch {
            state.fail(error)
        }
    }
}

extension LogDiscovery.File {
    /// The file with its object on the way, ahead of whoever reads it.
    fileprivate func opened(_ store: (any ObjectStore)?) -> LogDiscovery.File {
        guard let object, let store else { return self }
        var file = self
        file.reader = store.open(object, stamp.modified == -1 ? nil : stamp)
        return file
    }
}

/// What a worker gives the records of its files to.
///
/// Each worker has a sink of its own, so that none needs a lock.
protocol LogSink: SendableMetatype {
    /// Begins a file.
    mutating func begin(_ file: LogDiscovery.File)

    /// Takes a record of the file that was begun last; returns whether to go on.
    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool

    /// Ends the file, which was read as far as it could be.
    mutating func end(_ report: LogReport)

    /// Ends a unit of files.
    mutating func endUnit()
}

/// Reads one unit of files after another into a sink.
///
/// It is a class because the reader's closure writes to the sink: captured from a struct, the
/// sink would be copied once a record.
final class LogWorker<Sink: LogSink> {
    private let reader: LogReader
    private let state: IngestState
    private(set) var sink: Sink

    init(limits: LogLimits, state: IngestState, sink: Sink) {
        reader = LogReader(limits: limits)
        self.state = state
        self.sink = sink
    }

    /// Reads files until one of them may not be begun any more.
    func read(_ files: [LogDiscovery.File]) {
        for file in files {
            guard !state.shouldStop else { break }
            read(file)
        }
        sink.endUnit()
    }

    private func read(_ file: LogDiscovery.File) {
        var file = file
        let log: OpenLog
        do throws(ObjectFault) {
            log = try OpenLog(&file)
        } catch {
            sink.begin(file)
            var report = LogReport()
            report.damage = LogDamage(reason: .unreadable(error.reason), offset: 0)
            return end(file, report)
        }
        sink.begin(file)
        var isCutOff = false
        var report = log.read(
            with: reader,
            named: { OtherLog(path: file.path.description) },
            { record, location in
                isCutOff = !sink.add(record, location)
                return !isCutOff
            }
        )
        guard !isCutOff else { return }
        if let kind = otherByName(report, file) {
            report.damage = nil
            report.others[kind, default: 0] += 1
        }
        end(file, report)
    }

    private func end(_ file: LogDiscovery.File, _ report: LogReport) {
        sink.end(report)
        state.finish(file, report)
    }

    /// What a file is that has nothing in it, or nothing that tells: a named one has to be a log.
    private func otherByName(_ report: LogReport, _ file: LogDiscovery.File) -> OtherLog? {
        guard let damage = report.damage, report.records == 0 else { return nil }
        let path = file.path.description
        let kind = OtherLog(entry: path, damage)
        return file.isNamed && kind == .file ? nil : kind
    }
}
