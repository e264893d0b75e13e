import AuditIndex
import CloudTrail

/// Reads the raw records of indexed events back from their files.
///
/// - complexity: O(n) in the inflated bytes of each file up to the last record wanted of it; each
///   file is read once a call. Memory is the records wanted.
package struct RawRecordReader {
    /// Why a record could not be read back.
    package struct Problem: Error, CustomStringConvertible {
        /// What is wrong, and with which file.
        package var description: String
    }

    private let index: AuditDatabase

    package init(index: AuditDatabase) { self.index = index }

    /// The records of some events, in the same order.
    package func records(of events: [IndexedEvent]) throws -> [Result<Event, Problem>] {
        var results = [Result<Event, Problem>?](repeating: nil, count: events.count)
        try forEachRecord(of: events) { position, result in
            results[position] = result.map(\.detached)
        }
        return results.map { $0 ?? .failure(Problem(description: "the ledger lacks its file")) }
    }

    /// Calls `body` with each record as it is read, and the position of its event.
    ///
    /// - parameters:
    ///   - events: The events, of any files.
    ///   - body: Takes the record, which is valid for the call only, or why there is none.
    /// - complexity: As of ``records(of:)``, without the memory for the records.
    package func forEachRecord(
        of events: [IndexedEvent],
        _ body: (Int, Result<Event, Problem>) throws -> Void
    ) throws {
        let bySource = Dictionary(grouping: events.indices) { events[$0].source }
        for (source, wanted) in bySource.sorted(by: { $0.key < $1.key }) {
            guard let path = try index.sourcePath(source) else {
                let problem = Problem(description: "the ledger lacks its file")
                for position in wanted { try body(position, .failure(problem)) }
                continue
            }
            guard try !index.isPipe(source) else {
                let problem = Problem(
                    description: "\(path): was read from a pipe, which cannot be read again; "
                        + "ingest a file with the event to see its record"
                )
                for position in wanted { try body(position, .failure(problem)) }
                continue
            }
            try read(path, wanted, of: events, body)
        }
    }

    /// Reads one file until all wanted records have been found.
    private func read(
        _ path: LogPath,
        _ wanted: [Int],
        of events: [IndexedEvent],
        _ body: (Int, Result<Event, Problem>) throws -> Void
    ) throws {
        var missing = Set(wanted)
        var failure: (any Error)?
        do throws(FileSystem.Failure) {
            let descriptor = try FileSystem.open(path.bytes)
            defer { FileSystem.close(descriptor) }
            // By id and not by place: the file may have been written anew since.
            let byTime = Dictionary(grouping: wanted) { events[$0].time }
            let limits = LogLimits(
                inflatedBytes: .max,
                recordBytes: LogLimits.maximumRecordBytes
            )
            _ = LogReader(limits: limits).read(descriptor: descriptor) { record, _ in
                guard case .event(let event) = record, let wanted = byTime[event.time] else {
                    return true
                }
                for position in wanted where missing.contains(position) {
                    guard events[position].isSame(as: event) else { continue }
                    missing.remove(position)
                    do {
                        try body(position, .success(event))
                    } catch {
                        failure = error
                        return false
                    }
                }
                return !missing.isEmpty
            }
        } catch {
            let advice = error.isMissing ? "; if it was moved, ingest its new folder" : ""
            let problem = Problem(description: "\(path): \(error.reason)\(advice)")
            for position in wanted { try body(position, .failure(problem)) }
            return
        }
        if let failure { throw failure }
        for position in missing.sorted() {
            let identifier = events[position].identifier
            let problem = Problem(description: "\(path): event \(identifier) is no longer in it")
            try body(position, .failure(problem))
        }
    }
}

extension IndexedEvent {
    /// Whether a record is this event: the same id, and the same content under it.
    ///
    /// The index spells zero bytes in texts otherwise, so there the content alone decides.
    fileprivate func isSame(as event: Event) -> Bool {
        guard content == event.contentKey else { return false }
        if case .text = identifier, case .text = event.identifier { return true }
        return identifier == event.identifier
    }
}
