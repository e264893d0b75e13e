import Basics

// What an indexer asks of each event, in calls that need no closure across modules.
extension Event {
    /// The number of a field's text in a table; of its JSON, where it is no string.
    ///
    /// - returns: 0 where the field is absent, `null` or empty.
    package func intern(_ field: EventField, in table: inout TextTable) -> Int32 {
        guard let range = present(field) else { return 0 }
        guard bytes.storage[range.lowerBound] == UInt8(ascii: "\"") else {
            return table.intern(bytes.storage.span.extracting(range))
        }
        return bytes.withText(range) { $0.isEmpty ? 0 : table.intern($0) }
    }

    /// The number of the bytes that spell `userIdentity`; 0 where the record has none.
    ///
    /// The calls of a session repeat the same hundreds of bytes.
    package func internCaller(in table: inout TextTable) -> Int32 {
        guard let slot = slots[.userIdentity] else { return 0 }
        let start = range.lowerBound
        let spelling = start + slot.lowerBound..<start + slot.upperBound
        return table.intern(bytes.storage.span.extracting(spelling))
    }

    /// The number of the caller: of `userIdentity` without what is another in each session.
    ///
    /// That is the access key, and when the session began. Where these two are no strings, they
    /// count, and white space does not.
    ///
    /// - parameter scratch: Memory for the joined bytes, used again from call to call.
    /// - returns: 0 where the record has no `userIdentity`.
    package func internCallerBeyondSession(
        in table: inout TextTable,
        scratch: inout [UInt8]
    ) -> Int32 {
        guard let slot = slots[.userIdentity] else { return 0 }
        let start = range.lowerBound
        scratch.removeAll(keepingCapacity: true)
        bytes.appendMembers(
            of: start + slot.lowerBound..<start + slot.upperBound,
            Self.identityKeys[...],
            to: &scratch
        )
        return table.intern(scratch.span)
    }

    /// Paths of `userIdentity` to what sessions of one caller do not share, or not all of it.
    package static let pathsOfSession: Set<String> = [
        "userIdentity", "userIdentity.accessKeyId", "userIdentity.sessionContext",
        "userIdentity.sessionContext.attributes",
        "userIdentity.sessionContext.attributes.creationDate",
    ]

    /// The keys that lead to what differs, and what does, from the outermost object on.
    private static let identityKeys: [(inner: String?, left: String?)] = [
        ("sessionContext", "accessKeyId"), ("attributes", nil), (nil, "creationDate"),
    ]

    /// The number of `eventSource` and `eventName`, joined by a zero byte.
    ///
    /// - parameter scratch: Memory for the joined text, used again from call to call.
    /// - returns: The number, 0 where the event has neither; and whether both are texts without
    ///   escapes, so that equal numbers mean that all tests of the two have equal answers.
    package func internAction(
        in table: inout TextTable,
        scratch: inout [UInt8]
    ) -> (number: Int32, isPlain: Bool) {
        // The parts are taken out one by one: else the whole event would be copied.
        let bytes = bytes
        let start = range.lowerBound
        scratch.removeAll(keepingCapacity: true)
        if let source = bytes.plainText(slots[.eventSource], of: start),
            let name = bytes.plainText(slots[.eventName], of: start)
        {
            scratch.append(contentsOf: bytes.storage[source])
            scratch.append(0)
            scratch.append(contentsOf: bytes.storage[name])
            return scratch.count > 1 ? (table.intern(scratch.span), true) : (0, false)
        }
        append(.eventSource, to: &scratch)
        scratch.append(0)
        append(.eventName, to: &scratch)
        return (scratch.count > 1 ? table.intern(scratch.span) : 0, false)
    }

    /// Whether a field may hold a text somewhere: its bytes have it, or spell something by escapes.
    ///
    /// - complexity: O(n) in the bytes of the field.
    package func mayHold(_ text: StaticString, in field: EventField) -> Bool {
        guard let range = present(field) else { return false }
        return bytes.contains(ascii: text, in: range) || bytes.hasEscape(range)
    }

    /// The number of the bytes that spell some fields, with a byte of the caller's behind them.
    ///
    /// Events that spell them alike say the same with them.
    ///
    /// - parameters:
    ///   - fields: The fields; an absent one counts as a spelling of its own.
    ///   - mark: What else tells events apart.
    ///   - table: The table.
    ///   - scratch: Memory for the joined bytes, used again from call to call.
    package func intern(
        spellingOf fields: [EventField],
        mark: UInt8,
        in table: inout TextTable,
        scratch: inout [UInt8]
    ) -> Int32 {
        // The parts are taken out one by one: else the whole event would be copied for each field.
        let bytes = bytes
        let start = range.lowerBound
        scratch.removeAll(keepingCapacity: true)
        for field in fields {
            if let slot = slots[field],
                bytes.storage[start + slot.lowerBound] != UInt8(ascii: "n")
            {
                let range = start + slot.lowerBound..<start + slot.upperBound
                scratch.append(contentsOf: bytes.storage[range])
            }
            scratch.append(0)
        }
        scratch.append(mark)
        return table.intern(scratch.span)
    }

    /// Appends a text; a zero byte in it, which would look like the separator, as U+FFFD.
    private func append(_ field: EventField, to scratch: inout [UInt8]) {
        guard let range = present(field), bytes.storage[range.lowerBound] == UInt8(ascii: "\"")
        else { return }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        guard bytes.hasEscape(inner) else {
            return scratch.append(contentsOf: bytes.storage[inner])
        }
        for byte in bytes.unescaped(range) {
            if byte == 0 {
                scratch.append(contentsOf: "\u{fffd}".utf8)
            } else {
                scratch.append(byte)
            }
        }
    }
}

extension JSONBytes {
    /// Appends the members of an object, without white space between them, and without the strings
    /// under certain keys; a value that is no object as it is.
    fileprivate func appendMembers(
        of value: Range<Int>,
        _ keys: ArraySlice<(inner: String?, left: String?)>,
        to text: inout [UInt8]
    ) {
        guard let (inner, left) = keys.first, storage[value.lowerBound] == UInt8(ascii: "{") else {
            return text.append(contentsOf: storage[value])
        }
        text.append(UInt8(ascii: "{"))
        forEachMember(value) { key, value in
            text.append(contentsOf: storage[key])
            if let inner, isText(key, inner) {
                return appendMembers(of: value, keys.dropFirst(), to: &text)
            }
            let isString = storage[value.lowerBound] == UInt8(ascii: "\"")
            if isString, let left, isText(key, left) { return }
            text.append(contentsOf: storage[value])
        }
        text.append(UInt8(ascii: "}"))
    }

    /// The inner bytes of a slot's value; nil unless it is a text without escapes.
    @inline(__always)
    fileprivate func plainText(_ slot: Range<Int>?, of start: Int) -> Range<Int>? {
        guard let slot, storage[start + slot.lowerBound] == UInt8(ascii: "\"") else { return nil }
        let inner = start + slot.lowerBound + 1..<start + slot.upperBound - 1
        return hasEscape(inner) ? nil : inner
    }
}
