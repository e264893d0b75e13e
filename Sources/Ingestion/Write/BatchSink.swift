import AuditIndex
import CloudTrail

/// Gathers the records of a worker's files into batches, and sends these on their way.
struct BatchSink: LogSink {
    private let state: IngestState
    private let emit: (IndexBatch) -> Bool
    private var builder: BatchBuilder
    /// The file that was begun last.
    private var file: LogDiscovery.File?
    private var rejections = Rejections()

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
        rejections = Rejections()
        builder.begin(part(of: file, isFirst: true))
    }

    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool {
        if case .rejected(let fault) = record { rejections.add(fault, location) }
        builder.add(record, location)
        return !builder.isFull || emitPart()
    }

    mutating func end(_ report: LogReport) {
        // The file may become readable without changing: no stamp of it will be this one.
        if case .unreadable? = report.damage?.reason { builder.part.stamp.modified = -1 }
        builder.part.report = report
        if let reason = rejections.reason, let file {
            state.addProblem(IngestProblem(path: file.path.bytes, reason: reason))
        }
        if builder.isFull { flush() }
    }

    mutating func endUnit() { flush() }

    private mutating func flush() {
        guard !builder.isEmpty else { return }
        if !emit(builder.take()) { state.stop() }
    }

    private func part(of file: LogDiscovery.File, isFirst: Bool) -> FilePart {
        FilePart(
            path: file.path,
            stamp: file.stamp,
            isFirst: isFirst,
            isPipe: file.pipe != nil
        )
    }

    /// Sends a part of a very large file on its way, and begins the next.
    private mutating func emitPart() -> Bool {
        guard let file, emit(builder.take()) else {
            // The ledger says of the file that its reading has begun, and the next run reads it
            // again.
            state.stop()
            return false
        }
        builder.begin(part(of: file, isFirst: false))
        return true
    }
}

/// The records of one file that are no events.
struct Rejections {
    private(set) var count = 0
    private var first = ""

    mutating func add(_ fault: RecordFault, _ location: RecordLocation) {
        if count == 0 { first = "byte \(location.offset): \(fault.description)" }
        count += 1
    }

    /// What is wrong with the file; nil where all its records are events.
    var reason: String? {
        switch count {
        case 0: nil
        case 1: "a record is not an event, at \(first)"
        default: "\(count) records are not events, the first at \(first)"
        }
    }
}

/// Brings what the index keeps of rules up to date, after these or `audit.yaml` have changed.
///
/// Rules ask for any field of a record, and the index has only some: the files that were evaluated
/// otherwise are read again. Of files that are gone the old matches stay.
package struct Reclassification: Sendable {
    /// The files to read again.
    package let paths: [String]
    /// The objects of S3 to read again.
    package let objects: [KnownObject]
    /// The files that are gone, and keep the rule set that evaluated them.
    package let gone: [String]

    /// How many files are read again.
    package var count: Int { paths.count + objects.count }

    /// Finds the files, forgets which rule set evaluated them, and has them read again by the next run
    /// over ``paths``.
    ///
    /// - parameters:
    ///   - index: The index, opened for writing.
    ///   - rules: The rules to evaluate the files with.
    ///   - neverJudged: Whether only those are meant that were read without any rules.
    /// - throws: ``IndexError`` where the index fails.
    package init(_ index: AuditDatabase, rules: EventRules, neverEvaluated: Bool = false) throws {
        var there: [StaleSource] = []
        var paths: [String] = []
        var objects: [KnownObject] = []
        var gone: [String] = []
        for source in try index.staleSources(rules.fingerprint, neverEvaluated: neverEvaluated) {
            if let object = ObjectLocation(source.path) {
                there.append(source)
                objects.append(KnownObject(location: object))
                continue
            }
            // A path that is no text cannot be handed on; it is read again when it is named.
            guard let path = String(validating: source.path.bytes, as: UTF8.self),
                (try? FileSystem.status(source.path.bytes)) != nil
            else {
                gone.append(source.path.description)
                continue
            }
            there.append(source)
            paths.append(path)
        }
        if !there.isEmpty {
            // Rules that see all files again have seen all that there is to look back over.
            let all = try index.staleSources(rules.fingerprint).count
            let fingerprint = there.count == all ? rules.fingerprint : nil
            try index.write { writer in
                try writer.forgetFingerprint(of: there, forAllOf: fingerprint)
            }
        }
        self.paths = paths
        self.objects = objects
        self.gone = gone
    }
}
