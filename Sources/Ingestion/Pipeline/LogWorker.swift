import AuditIndex
import CloudTrail

/// Reads one unit of files after another into batches.
///
/// It is a class because the reader's closure writes to the builder: captured from a struct, the
/// builder would be copied once a record.
final class LogWorker {
    private let reader: LogReader
    private let state: IngestState
    private let emit: (IndexBatch) -> Bool
    private var builder: BatchBuilder

    /// Makes a worker.
    ///
    /// - parameter emit: Takes a batch, waiting while too many are on their way; false when
    ///   nobody takes batches any more.
    init(
        limits: LogLimits,
        rules: EventRules? = nil,
        state: IngestState,
        emit: @escaping (IndexBatch) -> Bool
    ) {
        reader = LogReader(limits: limits)
        builder = BatchBuilder(rules: rules)
        self.state = state
        self.emit = emit
    }

    /// Reads files until one of them may not be begun any more.
    func read(_ files: [LogDiscovery.File]) {
        for file in files {
            guard !state.shouldStop else { break }
            read(file)
            if builder.isFull { flush() }
        }
        flush()
    }

    private func flush() {
        guard !builder.isEmpty else { return }
        if !emit(builder.take()) { state.stop() }
    }

    private func read(_ file: LogDiscovery.File) {
        let descriptor: Int32
        do throws(FileSystem.Failure) {
            descriptor = try FileSystem.open(file.path.bytes)
        } catch {
            return giveUp(file, LogDamage(reason: .unreadable(error.reason), offset: 0))
        }
        defer { FileSystem.close(descriptor) }
        builder.begin(
            FilePart(path: file.path, stamp: file.stamp, isKnown: file.isKnown, isFirst: true)
        )
        var isCutOff = false
        let report = reader.read(descriptor: descriptor) { record, location in
            builder.add(record, location)
            guard builder.isFull else { return true }
            isCutOff = !emitPart(of: file)
            return !isCutOff
        }
        // The ledger says of the file that its reading has begun, and the next run reads it again.
        guard !isCutOff else { return }
        guard !isNoLog(report, file) else {
            builder.dropPart()
            state.passOver()
            return
        }
        end(file, report)
    }

    /// Enters a file that could not even be opened.
    private func giveUp(_ file: LogDiscovery.File, _ damage: LogDamage) {
        builder.begin(
            FilePart(path: file.path, stamp: file.stamp, isKnown: file.isKnown, isFirst: true)
        )
        var report = LogReport()
        report.damage = damage
        end(file, report)
    }

    private func end(_ file: LogDiscovery.File, _ report: LogReport) {
        // The file may become readable without changing: no stamp of it will be this one.
        if case .unreadable? = report.damage?.reason { builder.part.stamp.modified = -1 }
        builder.part.report = report
        state.finish(file.path, report)
    }

    /// Sends a part of a very large file on its way, and begins the next.
    private func emitPart(of file: LogDiscovery.File) -> Bool {
        guard emit(builder.take()) else {
            state.stop()
            return false
        }
        builder.begin(
            FilePart(path: file.path, stamp: file.stamp, isKnown: file.isKnown, isFirst: false)
        )
        return true
    }

    /// Whether a file that nobody named is no log, neither by its name nor by its first byte.
    private func isNoLog(_ report: LogReport, _ file: LogDiscovery.File) -> Bool {
        guard !file.isNamed, let reason = report.damage?.reason, report.records == 0 else {
            return false
        }
        switch reason {
        case .notALog, .empty: return !file.path.hasLogName
        default: return false
        }
    }
}

extension LogPath {
    /// Whether the name is one that logs have.
    fileprivate var hasLogName: Bool {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        return [".json", ".gz", ".jsonl", ".ndjson"].contains { text.hasSuffix($0) }
    }
}
