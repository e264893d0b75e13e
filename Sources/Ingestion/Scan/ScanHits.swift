import Basics
import CloudTrail
import Detection

/// A rule's hit on an event.
package struct ScanHit: Hashable, Sendable {
    /// The position of the rule among the program's.
    package var rule: Int
    /// The event.
    package var event: ScanEvent
}

/// What a scan keeps of an event that a rule matched.
package struct ScanEvent: Hashable, Sendable {
    /// When it happened.
    package var time: EventTime
    /// Its id, or what stands in for one.
    package var identifier: EventIdentifier
    /// The service.
    package var eventSource: String?
    /// The call.
    package var eventName: String?
    /// The region.
    package var awsRegion: String?
    /// The account that the record is for; the caller's where the record does not say.
    package var recipientAccountId: String?
    /// Where the call came from.
    package var sourceIPAddress: String?
    /// What made the call.
    package var userAgent: String?
    /// The error; nil where there was none, and where a failure has no code.
    package var errorCode: String?
    /// The caller's access key.
    package var accessKeyId: String?
    /// The caller, as ``CloudTrail/Identity/principal`` names it.
    package var principal: String?
    /// What the record says that the principal is.
    package var principalType: PrincipalKind
    /// The role behind it.
    package var role: String?
    /// The person who acted, where the record names one.
    package var person: String?
    /// The ARN of the caller's session, where there is one.
    package var session: String?
    /// What the call was mainly about.
    package var resource: String?
    /// Whether the call failed.
    package var isFailure: Bool
    /// Whether it failed because the caller was not allowed to make it.
    package var isDenied: Bool
    /// The path of its file; of several copies the first by name.
    package var file: String
}

/// The hits of a scan, by time, event and rule.
///
/// - complexity: Memory is some two hundred bytes for each event that a rule matched and 12 for
///   each of its hits, what correlations want to know of it, and every distinct text once for
///   each worker.
package struct ScanHits: RandomAccessCollection, Sendable {
    private struct Entry {
        var table: Int32
        var row: Int32
        var rule: Int32
    }

    private let tables: [MatchedEvents]
    private let entries: [Entry]

    /// The position of the first hit.
    package var startIndex: Int { 0 }
    /// The position behind the last hit.
    package var endIndex: Int { entries.count }

    /// The hit at a position.
    package subscript(position: Int) -> ScanHit {
        let entry = entries[position]
        return ScanHit(
            rule: Int(entry.rule),
            event: tables[Int(entry.table)].event(Int(entry.row))
        )
    }

    /// The position of the rule of a hit, without its event.
    package func rule(at position: Int) -> Int { Int(entries[position].rule) }

    /// Puts together what workers found, in whatever order they come.
    ///
    /// - parameters:
    ///   - tables: The events of each worker.
    ///   - run: Is given what was observed of each event, each once and in their order: of copies
    ///     of an id the first counts, which must not hang on who read it.
    init(_ tables: [MatchedEvents], observing run: inout CorrelationRun) {
        var events = tables.enumerated().flatMap { table, events in
            events.rows.indices.map { Place(table: table, row: $0) }
        }
        events.sort { tables.compare($0, $1) }
        var entries: [Entry] = []
        var group: [(event: Place, rule: Int32, order: Int)] = []
        func flush() {
            // Of one time and id, but of different contents.
            group.sort { ($0.rule, $0.order) < ($1.rule, $1.order) }
            for (event, rule, _) in group {
                entries.append(
                    Entry(table: Int32(event.table), row: Int32(event.row), rule: rule)
                )
            }
            group = []
        }
        var last: MatchedEvents.Key?
        for event in events {
            let row = tables[event]
            if row.key == last { continue }
            if row.key.time != last?.time || row.key.identifier != last?.identifier { flush() }
            last = row.key
            for rule in tables[event.table].rules(of: event.row) {
                group.append((event, rule, group.count))
            }
            run.add(row.observations)
        }
        flush()
        self.tables = tables
        self.entries = entries
    }
}

/// The place of an event: the worker's table, and the row in it.
private struct Place {
    var table: Int
    var row: Int
}

extension [MatchedEvents] {
    fileprivate subscript(place: Place) -> MatchedEvents.Row { self[place.table].rows[place.row] }

    /// Whether an event comes before another: by time, id and content; of copies by file.
    fileprivate func compare(_ left: Place, _ right: Place) -> Bool {
        let (first, second) = (self[left].key, self[right].key)
        if first.time != second.time { return first.time < second.time }
        if first.identifier != second.identifier {
            return first.identifier.precedes(second.identifier)
        }
        if first.content != second.content { return first.content < second.content }
        return self[left.table].file(of: left.row).utf8
            .lexicographicallyPrecedes(self[right.table].file(of: right.row).utf8)
    }
}

extension EventIdentifier {
    /// Whether an id comes before another by its spelling.
    fileprivate func precedes(_ other: EventIdentifier) -> Bool {
        if case .uuid(let high, let low) = self, case .uuid(let otherHigh, let otherLow) = other {
            return (high, low) < (otherHigh, otherLow)
        }
        return description.utf8.lexicographicallyPrecedes(other.description.utf8)
    }
}
