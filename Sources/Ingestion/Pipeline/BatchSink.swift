import AuditIndex
import CloudTrail

/// Gathers the records of a worker's files into batches, and sends these on their way.
struct BatchSink: LogSink {
    private let state: IngestState
    private let emit: (IndexBatch) -> Bool
    private var builder: BatchBuilder
    /// The file that was begun last.
    private var file: LogDiscovery.File?

    /// Makes a sink.
    ///
    /// - parameter emit: Takes a batch, waiting while too many are on their way; false when
    ///   nobody takes batches any more.
    init(
        builder: BatchBuilder = BatchBuilder(),
        state: IngestState,
        emit: @escaping (IndexBatch) -> Bool
    ) {
        self.builder = builder
        self.state = state
        self.emit = emit
    }

    mutating func begin(_ file: LogDiscovery.File) {
        self.file = file
        builder.begin(
            FilePart(path: file.path, stamp: file.stamp, isKnown: file.isKnown, isFirst: true)
        )
    }

    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool {
        builder.add(record, location)
        return !builder.isFull || emitPart()
    }

    mutating func end(_ report: LogReport) {
        // The file may become readable without changing: no stamp of it will be this one.
        if case .unreadable? = report.damage?.reason { builder.part.stamp.modified = -1 }
        builder.part.report = report
        if builder.isFull { flush() }
    }

    mutating func drop() {
        builder.dropPart()
        if builder.isFull { flush() }
    }

    mutating func endUnit() { flush() }

    private mutating func flush() {
        guard !builder.isEmpty else { return }
        if !emit(builder.take()) { state.stop() }
    }

    /// Sends a part of a very large file on its way, and begins the next.
    private mutating func emitPart() -> Bool {
        guard let file, emit(builder.take()) else {
            // The ledger says of the file that its reading has begun, and the next run reads it
            // again.
            state.stop()
            return false
        }
        builder.begin(
            FilePart(path: file.path, stamp: file.stamp, isKnown: file.isKnown, isFirst: false)
        )
        return true
    }
}
