import CloudTrail
import Foundation
import GRDB

extension AuditDatabase {
    /// The events whose id is, or begins with, a text; one id may have several contents.
    ///
    /// - parameter id: An id, or its first characters; those of a UUID with or without dashes.
    /// - returns: Where some event has the whole of `id` as its own, those that have.
    /// - Complexity: O(n) in the events of the index, since events are not indexed by id; about
    ///   20 million a second.
    package func events(id: String) throws -> [IndexedEvent] {
        try read { db in
            let texts = TextReader(db)
            let shown = id.hasPrefix("content-") ? id.dropFirst("content-".count) : id[...]
            let digits = shown.filter { $0 != "-" }.uppercased()
            // ASCII, as the digits become a part of the statement.
            let isHex =
                (1...32).contains(digits.count)
                && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
            let low = digits.padding(to: 32, with: "0")
            let high = digits.padding(to: 32, with: "F")
            let blobs = isHex ? "id BETWEEN x'\(low)' AND x'\(high)' OR " : ""
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(TextReader.columns) FROM event
                    WHERE \(blobs)(typeof(id) = 'text' AND substr(id, 1, ?1) = ?2)
                    ORDER BY id = ?2 DESC, time LIMIT 100
                    """,
                arguments: [id.unicodeScalars.count, id]
            )
            let events = try rows.map(texts.event)
            let exact = events.filter { $0.identifier.description == id }
            return exact.isEmpty ? events : exact
        }
    }

    /// The events of a session right before and after one of them, the oldest first.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - count: How many of each side.
    package func neighbours(
        of event: IndexedEvent,
        count: Int
    ) throws -> (before: [IndexedEvent], after: [IndexedEvent]) {
        guard let condition = event.sessionCondition else { return ([], []) }
        var before: [IndexedEvent] = []
        var after: [IndexedEvent] = []
        let earlier = EventFilter(until: event.time.seconds + 1, conditions: [condition])
        try search(earlier, newestFirst: true) { other in
            if (other.time.seconds, other.sortID) < (event.time.seconds, event.sortID) {
                before.append(other)
            }
            return before.count < count
        }
        let later = EventFilter(since: event.time.seconds, conditions: [condition])
        try search(later, newestFirst: false) { other in
            if (other.time.seconds, other.sortID) > (event.time.seconds, event.sortID) {
                after.append(other)
            }
            return after.count < count
        }
        return (before.reversed(), after)
    }
}

extension IndexedEvent {
    /// What the events of one session have in common: its key, or else its ARN or the caller.
    fileprivate var sessionCondition: EventFilter.Condition? {
        for (kind, text) in [
            (TextKind.accessKey, self[.accessKey]), (.session, self[.session]),
            (.principal, principal),
        ] {
            guard let text else { continue }
            return EventFilter.Condition(.matches(.text(kind), [.exactly(text)]))
        }
        return nil
    }

    fileprivate var sortID: String { identifier.description }
}

extension String {
    fileprivate func padding(to length: Int, with digit: Character) -> String {
        self + String(repeating: digit, count: Swift.max(length - count, 0))
    }
}

extension EventIdentifier {
    /// The id as a row has it.
    var databaseValue: DatabaseValue {
        switch self {
        case .text(let text): return text.replacing("\0", with: "\u{fffd}").databaseValue
        case .uuid(let high, let low), .content(let high, let low):
            var bytes: [UInt8] = []
            for word in [high, low] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
                }
            }
            return Data(bytes).databaseValue
        }
    }
}

/// The key of an event in the index.
package struct EventKey: Hashable, Sendable {
    /// When it happened, in seconds since 1970.
    package var time: Int64
    /// Its id; of a record without one, what stands in for it.
    package var identifier: EventIdentifier
    /// Tells two contents under one id apart.
    package var content: Int64

    package init(time: Int64, identifier: EventIdentifier, content: Int64) {
        self.time = time
        self.identifier = identifier
        self.content = content
    }

    init(time: Int64, id: DatabaseValue, content: Int64) {
        // The index keeps both kinds of 128 bits alike.
        self.init(time: time, identifier: TextReader.identifier(id, []), content: content)
    }

    /// The id as the index has it.
    var idValue: DatabaseValue { identifier.databaseValue }
}

extension EventKey: Comparable {
    /// By time; of one time in an order that is the same each time.
    package static func < (left: EventKey, right: EventKey) -> Bool {
        if left.time != right.time { return left.time < right.time }
        return left.identifier == right.identifier
            ? left.content < right.content : left.identifier < right.identifier
    }
}
