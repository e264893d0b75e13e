import Basics
import CloudTrail
import Detection

/// What a correlation found in a scan.
package struct ScanCorrelation: Hashable, Sendable {
    /// The position of the correlation among the program's.
    package var correlation: Int
    /// The values of the fields that it groups by.
    package var group: [String]
    /// The time of the first event.
    package var start: EventTime
    /// The time of the last event.
    package var end: EventTime
    /// The ids of the events by time; of a flood the first, see ``CorrelationRun/eventLimit``.
    package var eventIDs: [String]
    /// How many events there are.
    package var eventCount: Int
}

/// What correlations found, by the end of their episodes, then by start, correlation and group.
package struct ScanCorrelations: Sendable {
    private var spool: SortedSpool
    /// The findings of each correlation of the program.
    package private(set) var counts: [Int]
    private var record = SpoolRecord()

    /// How many there are.
    package var count: Int { counts.reduce(0, +) }

    /// Whether there are none.
    package var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    init(correlations: Int, bound: Int, folder: String?) {
        spool = SortedSpool(bound: bound, folder: folder)
        counts = Array(repeating: 0, count: correlations)
    }

    mutating func append(_ outcome: CorrelationOutcome) throws(SpoolFailure) {
        record.removeAll()
        record.appendKey(outcome.result.end.seconds)
        record.appendKey(outcome.result.start.seconds)
        record.appendKey(UInt16(outcome.correlation))
        record.appendKey(UInt16(outcome.result.group.count))
        for text in outcome.result.group { record.appendKey(text) }
        record.append(outcome.eventCount)
        record.append(outcome.eventIDs.count)
        for id in outcome.eventIDs { record.append(id) }
        counts[outcome.correlation] += 1
        try spool.append(record.bytes)
    }

    mutating func finish() { spool.finish() }

    /// Reads them, one after the other.
    package var cursor: Cursor { Cursor(records: SortedSpool.cursor(over: [spool])) }

    /// Reads what correlations found.
    package struct Cursor {
        fileprivate var records: SpoolCursor

        /// The next; nil behind the last.
        package mutating func next() throws(SpoolFailure) -> ScanCorrelation? {
            guard let bytes = try records.next() else { return nil }
            var reader = SpoolRecordReader(bytes)
            let end = EventTime(seconds: reader.signedKey())
            let start = EventTime(seconds: reader.signedKey())
            let correlation = Int(reader.smallKey())
            let group = (0..<reader.smallKey()).map { _ in reader.textKey() }
            let count = reader.number()
            let ids = (0..<max(reader.number(), 0)).map { _ in reader.text() }
            return ScanCorrelation(
                correlation: correlation,
                group: group,
                start: start,
                end: end,
                eventIDs: ids,
                eventCount: count
            )
        }
    }
}
