/// A value in a record, kept as the bytes that spell it and decoded when asked.
///
/// For example:
///
/// ```swift
/// if let secret = event.requestParameters?["secretId"]?.string { … }
/// event.resources?.elements.compactMap { $0["ARN"]?.string }
/// ```
///
/// JSON's kinds stay apart, as the record has them: `"true"` is a string and not a boolean, `1.0`
/// is spelled `1.0`, and `null` is not absence. Values share the bytes of their record.
package struct JSONValue: Sendable {
    let bytes: JSONBytes
    let range: Range<Int>

    init(bytes: JSONBytes, range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// Parses a text that holds one JSON value.
    ///
    /// - throws: ``JSONFault`` with the offset of what is wrong.
    package init(parsing text: some Collection<UInt8>) throws(JSONFault) {
        let bytes = JSONBytes(copying: text)
        range = try bytes.withScanner { (scanner) throws(JSONFault) in
            let start = scanner.skipWhitespace(0)
            let end = try scanner.skipLastValue(start)
            let rest = scanner.skipWhitespace(end)
            guard rest >= scanner.end else { throw scanner.unexpected(rest, .expectedSeparator) }
            if let defect = scanner.defect { throw defect }
            return start..<end
        }
        self.bytes = bytes
    }

    /// What the value is.
    package var kind: JSONKind { JSONKind(firstByte: bytes.storage[range.lowerBound]) }

    /// Whether the value is `null`.
    package var isNull: Bool { kind == .null }

    /// The text of a string, unescaped; nil for other kinds.
    package var string: String? {
        guard kind == .string else { return nil }
        return String(decoding: bytes.unescaped(range), as: UTF8.self)
    }

    /// The value of a boolean; nil for other kinds, a string that says `"true"` included.
    package var boolean: Bool? {
        guard kind == .boolean else { return nil }
        return bytes.storage[range.lowerBound] == UInt8(ascii: "t")
    }

    /// The value of a number that is spelled as an integer and fits; nil for all others.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        return Int64(String(decoding: bytes.storage[range], as: UTF8.self))
    }

    /// The bytes that spell the value, as the record has them.
    package var spelling: ArraySlice<UInt8> { bytes.storage[range] }

    /// The value as JSON text, as the record spells it.
    package var json: String { String(decoding: spelling, as: UTF8.self) }

    /// The text that a person would write for it: a string unquoted, all else as JSON.
    package var text: String { string ?? json }

    /// Whether a boolean is true, or a string says so; CloudTrail has both for one field.
    package var isTrue: Bool {
        boolean ?? (string.map { $0 == "true" || $0 == "True" || $0 == "TRUE" } ?? false)
    }
}

extension JSONScanner {
    /// Checks a value behind which nothing more can come.
    mutating func skipLastValue(_ start: Int) throws(JSONFault) -> Int {
        switch JSONKind(firstByte: byte(start)) {
        case .object, .array, .string: return try skipValue(start)
        case .number, .boolean, .null:
            guard start < end else { throw JSONFault(offset: end, reason: .incomplete) }
            // A word may stand at the very end, where a stream could still go on. The padding is
            // zeros: a scanner one byte longer sees the word's end.
            var longer = JSONScanner(base: base, end: end + 1)
            let position = try longer.skipValue(start)
            if let fault = longer.defect { note(fault.reason, at: fault.offset) }
            return position
        }
    }
}

extension JSONValue {
    /// The member of an object under a key; nil where there is none, or this is no object.
    ///
    /// - Complexity: O(n) in the bytes of the object.
    package subscript(key: String) -> JSONValue? {
        guard kind == .object else { return nil }
        var found: JSONValue?
        bytes.forEachMember(range) { name, value in
            // Most keys have no escape, and differ from the one wanted in length already.
            if bytes.isText(name, key) { found = JSONValue(bytes: bytes, range: value) }
        }
        return found
    }

    /// The members of an object, in the record's order; empty for other kinds.
    package var members: [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = []
        forEachMember { members.append(($0, $1)) }
        return members
    }

    /// Calls `body` with each member of an object.
    package func forEachMember(_ body: (String, JSONValue) -> Void) {
        guard kind == .object else { return }
        bytes.forEachMember(range) { key, value in
            body(
                String(decoding: bytes.unescaped(key), as: UTF8.self),
                JSONValue(bytes: bytes, range: value)
            )
        }
    }

    /// The elements of an array; empty for other kinds.
    package var elements: [JSONValue] {
        guard kind == .array else { return [] }
        var elements: [JSONValue] = []
        bytes.forEachElement(range) { elements.append(JSONValue(bytes: bytes, range: $0)) }
        return elements
    }

    /// The value at a path of keys, through objects alone.
    package subscript(path path: String...) -> JSONValue? {
        var value: JSONValue? = self
        for key in path { value = value?[key] }
        return value
    }
}
