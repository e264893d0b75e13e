import AuditIndex
import CloudTrail

/// Reads one unit of files after another into a sink.
///
/// It is a class because the reader's closure writes to the sink: captured from a struct, the
/// sink would be copied once a record.
final class LogWorker<Sink: LogSink> {
    private let reader: LogReader
    private let state: IngestState
    private(set) var sink: Sink

    /// Makes a worker.
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
        let descriptor: Int32
        do throws(FileSystem.Failure) {
            descriptor = try FileSystem.open(file.path.bytes)
        } catch {
            sink.begin(file)
            var report = LogReport()
            report.damage = LogDamage(reason: .unreadable(error.reason), offset: 0)
            return end(file, report)
        }
        defer { FileSystem.close(descriptor) }
        sink.begin(file)
        var isCutOff = false
        let report = reader.read(descriptor: descriptor) { record, location in
            isCutOff = !sink.add(record, location)
            return !isCutOff
        }
        guard !isCutOff else { return }
        guard !isNoLog(report, file) else {
            sink.drop()
            state.passOver()
            return
        }
        end(file, report)
    }

    private func end(_ file: LogDiscovery.File, _ report: LogReport) {
        sink.end(report)
        state.finish(file.path, report)
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
