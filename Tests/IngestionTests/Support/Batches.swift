import AuditIndex
import CloudTrail

@testable import Ingestion

/// Builds batches of logs in memory, as a worker does of files.
final class Batches {
    private var builder = BatchBuilder()

    var isFull: Bool { builder.isFull }
    var isEmpty: Bool { builder.isEmpty }

    /// Begins a file, or another part of one.
    func begin(
        _ path: LogPath = LogPath(folder: [47], name: [97]),
        _ stamp: FileStamp = FileStamp(size: 0, modified: 0),
        isFirst: Bool = true
    ) {
        builder.begin(FilePart(path: path, stamp: stamp, isFirst: isFirst))
    }

    /// Adds the records of a log to the file that was begun last.
    ///
    /// - parameter isLast: Whether the file ends with this log.
    func add(_ log: [UInt8], isLast: Bool = false) {
        let report = LogReader().read(bytes: log) { record, location in
            builder.add(record, location)
            return true
        }
        if isLast { builder.part.report = report }
    }

    /// Takes the batch out.
    func take() -> IndexBatch { builder.take() }
}
