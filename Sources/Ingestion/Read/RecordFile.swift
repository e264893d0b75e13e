import AuditIndex
import CloudTrail

/// Reads records of indexed events back from a file, for one thread.
///
/// A record is looked for where it was. A file may have been written anew since: what is not found
/// there is looked for by its content, so that no other record is taken for it.
///
/// - complexity: O(n) in the inflated bytes of the file up to the last record wanted of it, and
///   once more where a record is no longer where it was.
final class RecordFile {
    /// What whoever takes a record says of it.
    enum Answer {
        /// It is the one.
        case taken
        /// It is another one.
        case other
        /// No more are wanted.
        case stop
    }

    private let objects: (any ObjectStore)?
    private let reader = LogReader(
        limits: LogLimits(inflatedBytes: .max, recordBytes: LogLimits.maximumRecordBytes)
    )

    /// - parameter objects: Where objects of S3 are read from; nil where none can be.
    init(objects: (any ObjectStore)?) { self.objects = objects }

    /// Reads a file until all its records have been met.
    ///
    /// - parameters:
    ///   - place: The file; nil where the ledger lacks it.
    ///   - keys: The records.
    ///   - take: Takes a record with the position of its key, and whether its content has been
    ///     compared already: where not, only its place and time are known to be those of the key.
    ///   - fail: Takes the position of a record that could not be read, and why.
    func read(
        _ place: SourcePlace?,
        _ keys: [RecordKey],
        take: (Int, Event, _ isKnown: Bool) -> Answer,
        fail: (Int, String) -> Void
    ) {
        guard let place else {
            for position in keys.indices { fail(position, "the ledger lacks its file") }
            return
        }
        guard !place.isPipe else {
            let reason =
                "\(place.path): was read from a pipe, which cannot be read again; ingest a file "
                + "with the event to see its record"
            for position in keys.indices { fail(position, reason) }
            return
        }
        var open = Array(keys.indices)
        do throws(ObjectFault) {
            guard try find(place.path, keys, &open, isKnown: false, take) else { return }
            guard !open.isEmpty, try find(place.path, keys, &open, isKnown: true, take) else {
                return
            }
        } catch {
            let isMoved = error.isMissing && ObjectLocation(place.path) == nil
            let advice = isMoved ? "; if it was moved, ingest its new folder" : ""
            for position in open { fail(position, "\(place.path): \(error.reason)\(advice)") }
            return
        }
        for position in open {
            let id = keys[position].identifier
            fail(position, "\(place.path): event \(id) is no longer in it")
        }
    }

    /// Reads a file until all open records have been met, and leaves those that were not.
    ///
    /// - parameter isKnown: Whether records are told by their content, and not by their place.
    /// - returns: Whether more are wanted.
    private func find(
        _ path: LogPath,
        _ keys: [RecordKey],
        _ open: inout [Int],
        isKnown: Bool,
        _ take: (Int, Event, Bool) -> Answer
    ) throws(ObjectFault) -> Bool {
        let log = try OpenLog(path, objects: objects)
        let wanted = Dictionary(grouping: open) { position in
            isKnown ? keys[position].time : keys[position].location.offset
        }
        var missing = Set(open)
        var isWanted = true
        _ = log.read(with: reader) { record, location in
            guard case .event(let event) = record,
                let positions = wanted[isKnown ? event.time.seconds : location.offset]
            else { return true }
            for position in positions where missing.contains(position) {
                let key = keys[position]
                let mayBe =
                    isKnown
                    ? key.isKey(of: event)
                    : key.location == location && key.time == event.time.seconds
                guard mayBe else { continue }
                switch take(position, event, isKnown) {
                case .taken: missing.remove(position)
                case .other: break
                case .stop: isWanted = false
                }
            }
            return isWanted && !missing.isEmpty
        }
        open.removeAll { !missing.contains($0) }
        return isWanted
    }
}

extension RecordKey {
    /// Whether a record is this event: the same id, and the same content under it.
    ///
    /// The index spells zero bytes in texts otherwise, so there the content alone decides.
    func isKey(of event: Event) -> Bool {
        guard time == event.time.seconds, content == event.contentKey else { return false }
        if case .text = identifier, case .text = event.identifier { return true }
        return identifier == event.identifier
    }
}
