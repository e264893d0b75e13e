import Basics

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

    package init() {}

    /// Loads another event.
    package func load(_ event: Event) {
        bytes = event.bytes
        range = event.range
        slots = event.slots
        isIndexed = !event.slots.hasOtherKeys
        isCompact = !event.isSpelledFreely
        time = event.time
    }

    /// Loads another record.
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

// What is asked of the values that a lookup has reached, given as ranges of the record's bytes.
extension FieldSource {
    /// What a node is.
    @inline(__always)
    package func kind(of node: Range<Int>) -> JSONKind {
        JSONKind(firstByte: bytes.storage[node.lowerBound])
    }

    /// Whether the first byte of a node makes it `null`.
    @inline(__always)
    package func isNull(_ node: Range<Int>) -> Bool {
        bytes.storage[node.lowerBound] == UInt8(ascii: "n")
    }

    /// Appends what a node holds: an array's elements, however deep, and all else itself; no
    /// `null`.
    package func appendCandidates(of node: Range<Int>, to candidates: inout [Range<Int>]) {
        switch kind(of: node) {
        case .null: return
        case .array:
            var elements: [Range<Int>] = []
            bytes.forEachElement(node) { elements.append($0) }
            for element in elements { appendCandidates(of: element, to: &candidates) }
        case .object, .string, .number, .boolean: candidates.append(node)
        }
    }

    /// Appends the text of a node that is no array: a string unescaped, an object as its compact
    /// JSON, all else as it is spelled.
    package func appendText(of node: Range<Int>, to text: inout [UInt8]) {
        switch kind(of: node) {
        case .string:
            let inner = node.lowerBound + 1..<node.upperBound - 1
            if bytes.hasEscape(inner) {
                bytes.appendUnescaped(inner, to: &text)
            } else {
                text.append(contentsOf: bytes.storage[inner])
            }
        case .object, .array:
            if isCompact {
                text.append(contentsOf: bytes.storage[node])
            } else {
                bytes.appendCanonical(node, to: &text)
            }
        case .number, .boolean, .null: text.append(contentsOf: bytes.storage[node])
        }
    }

    /// Whether a node contains a backslash, so that some string in it is not spelled as it reads.
    package func hasEscape(in node: Range<Int>) -> Bool { bytes.hasEscape(node) }

    /// Appends the compact JSON of an object with what its strings stand for left as it is: a
    /// JSON document that is a string in the record reads as a document here.
    package func appendRawText(of node: Range<Int>, to text: inout [UInt8]) {
        switch kind(of: node) {
        case .string:
            text.append(UInt8(ascii: "\""))
            appendText(of: node, to: &text)
            text.append(UInt8(ascii: "\""))
        case .number, .boolean, .null: text.append(contentsOf: bytes.storage[node])
        case .array:
            var separator = UInt8(ascii: "[")
            var elements: [Range<Int>] = []
            bytes.forEachElement(node) { elements.append($0) }
            for element in elements {
                text.append(separator)
                separator = UInt8(ascii: ",")
                appendRawText(of: element, to: &text)
            }
            if separator == UInt8(ascii: "[") { text.append(separator) }
            text.append(UInt8(ascii: "]"))
        case .object:
            var separator = UInt8(ascii: "{")
            var members: [(key: Range<Int>, value: Range<Int>)] = []
            bytes.forEachMember(node) { members.append(($0, $1)) }
            for member in members {
                text.append(separator)
                separator = UInt8(ascii: ",")
                appendRawText(of: member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                appendRawText(of: member.value, to: &text)
            }
            if separator == UInt8(ascii: "{") { text.append(separator) }
            text.append(UInt8(ascii: "}"))
        }
    }

    /// Appends the leaves of a node: its strings, numbers and booleans, however deep.
    package func appendLeaves(of node: Range<Int>, to leaves: inout [Range<Int>]) {
        switch kind(of: node) {
        case .null: return
        case .string, .number, .boolean: leaves.append(node)
        case .array:
            var elements: [Range<Int>] = []
            bytes.forEachElement(node) { elements.append($0) }
            for element in elements { appendLeaves(of: element, to: &leaves) }
        case .object:
            var values: [Range<Int>] = []
            bytes.forEachMember(node) { values.append($1) }
            for value in values { appendLeaves(of: value, to: &leaves) }
        }
    }

    /// The range of the whole record.
    package var root: Range<Int> { range }

    /// The number of the bytes that spell a node.
    package func intern(_ node: Range<Int>, in table: inout TextTable) -> Int32 {
        let storage = bytes.storage
        return table.intern(storage.span.extracting(node))
    }
}
