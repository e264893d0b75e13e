/// The record that paths are looked up in, one after another.
///
/// Values are given as ranges of the record's bytes, so that looking one up costs no reference
/// count; and the record is kept here, so that it is copied once however many ask.
///
/// - note: A source belongs to one thread at a time.
package final class FieldSource {
    private(set) var bytes = JSONBytes(copying: [])
    private(set) var range = 0..<0
    private var slots = EventSlots()
    /// Whether the record has no top-level keys beside those of an event: where it has, fields are
    /// looked for one by one.
    package private(set) var isIndexed = false
    /// Whether each value is spelled as its compact JSON.
    private(set) var isCompact = false
    private var time = EventTime(seconds: 0)

    /// Makes a source without a record.
    package init() {}

    /// Turns to another event.
    package func load(_ event: Event) {
        bytes = event.bytes
        range = event.range
        slots = event.slots
        isIndexed = !event.slots.hasOtherKeys
        isCompact = !event.isSpelledFreely
        time = event.time
    }

    /// Turns to another record.
    package func load(_ record: JSONValue) {
        bytes = record.bytes
        range = record.range
        isIndexed = false
        isCompact = false
    }

    /// The whole record.
    package var record: JSONValue { JSONValue(bytes: bytes, range: range) }

    /// The event that was loaded last.
    package var event: Event {
        Event(
            bytes: bytes,
            range: range,
            slots: slots,
            isSpelledFreely: !isCompact,
            time: time
        )
    }

    /// Appends the values that a path reaches; `null` is one.
    ///
    /// - complexity: O(1) for a top-level field of an event, O(n) in the bytes of that field for a
    ///   longer path; O(n) in the bytes of a record that is no event, or has keys which are no
    ///   ``EventField``.
    package func appendNodes(at path: FieldPath, to nodes: inout [Range<Int>]) {
        guard isIndexed else {
            guard bytes.storage[range.lowerBound] == UInt8(ascii: "{") else { return }
            var lookup = FieldLookup(bytes: bytes, path: path)
            lookup.descend(range, 0, into: &nodes)
            return
        }
        guard let head = path.head, let slot = slots[head.field] else { return }
        let value = range.lowerBound + slot.lowerBound..<range.lowerBound + slot.upperBound
        guard head.next <= path.bytes.count else {
            nodes.append(value)
            return
        }
        var lookup = FieldLookup(bytes: bytes, path: path)
        lookup.descend(value, head.next, into: &nodes)
    }
}
