import Basics

/// One CloudTrail record, decoded only as far as it is asked.
///
/// For example:
///
/// ```swift
/// let event = try Event(parsing: Array(#"{"eventName":"GetSecretValue", …}"#.utf8))
/// event[.eventName]?.string                        // "GetSecretValue"
/// event[.requestParameters]?["secretId"]?.string   // "prod/orders/mongodb"
/// event.value(at: "userIdentity.sessionContext.sessionIssuer.arn")?.string
/// ```
///
/// An event holds the bytes of its record, shared with the window that it was read through, and
/// the places of its top-level fields. Keeping many events at once keeps their windows; copy
/// what is needed instead.
///
/// See the [CloudTrail record reference][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
package struct Event: Sendable {
    let bytes: JSONBytes
    /// The record's own bytes, `{` to `}`.
    let range: Range<Int>
    let slots: EventSlots
    /// Whether white space or escapes make the bytes another spelling of the same content.
    let isSpelledFreely: Bool

    /// The event's time: the one field without which a record is no event.
    package let time: EventTime

    init(
        bytes: JSONBytes,
        range: Range<Int>,
        slots: EventSlots,
        isSpelledFreely: Bool,
        time: EventTime
    ) {
        self.bytes = bytes
        self.range = range
        self.slots = slots
        self.isSpelledFreely = isSpelledFreely
        self.time = time
    }

    /// The value of a top-level field; nil where the record lacks it or has `null`.
    package subscript(field: EventField) -> JSONValue? {
        @inline(__always)
        get {
            guard let range = present(field) else { return nil }
            return JSONValue(bytes: bytes, range: range)
        }
    }

    /// The whole record.
    package var record: JSONValue { JSONValue(bytes: bytes, range: range) }

    /// The range of a field's value in `bytes`; nil where it is absent or `null`.
    @inline(__always)
    func present(_ field: EventField) -> Range<Int>? {
        guard let slot = slots[field] else { return nil }
        let start = range.lowerBound + slot.lowerBound
        guard bytes.storage[start] != UInt8(ascii: "n") else { return nil }
        return start..<range.lowerBound + slot.upperBound
    }
}

extension Event {
    /// The value at a path of keys separated by dots; nil where a step is missing.
    ///
    /// - Complexity: O(n) in the bytes of the objects passed.
    package func value(at path: String) -> JSONValue? {
        var keys = path.split(separator: ".", omittingEmptySubsequences: false)[...]
        guard let first = keys.popFirst() else { return nil }
        var value: JSONValue?
        if let field = EventField(rawValue: String(first)) {
            value = self[field]
        } else {
            value = record[String(first)]
        }
        for key in keys { value = value?[String(key)] }
        return value
    }

    static let aggregatedCategory = "Aggregated"

    /// Whether the event sums up the calls of five minutes, which may be in the log one by one, too.
    ///
    /// See [aggregated events][reference]. It has no name and no caller, and its time is the start
    /// of its window.
    ///
    /// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aggregated-events.html
    package var isAggregated: Bool {
        !hasKey(.eventTime) && text(.eventCategory) == Self.aggregatedCategory
    }

    /// Parses one record, in any of the envelopes that single records come in.
    ///
    /// - throws: ``RecordFault`` where the bytes are no event.
    package init(parsing text: some Collection<UInt8>) throws(RecordFault) {
        self = try RecordParser().event(in: JSONBytes(copying: text))
    }

    /// The same event with a copy of its own bytes, so that keeping it keeps no window.
    package var detached: Event {
        let copy = JSONBytes(copying: bytes.storage[range])
        return Event(
            bytes: copy,
            range: 0..<copy.count,
            slots: slots,
            isSpelledFreely: isSpelledFreely,
            time: time
        )
    }

    /// The record in its canonical spelling: no white space between tokens, no needless escape.
    package var canonicalSpelling: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        bytes.appendCanonical(range, to: &text)
        return text
    }

    /// A hash of the record's content that is the same for pretty and compact copies of it.
    ///
    /// - parameter seed: Another seed gives an independent hash.
    /// - Complexity: O(n) in the bytes of the record.
    package func contentHash(seed: UInt64 = 0) -> UInt64 {
        guard isSpelledFreely else {
            return bytes.withScanner { ContentHash.hash($0, range, seed: seed) }
        }
        return JSONBytes(copying: canonicalSpelling).withScanner {
            ContentHash.hash($0, 0..<$0.end, seed: seed)
        }
    }

    /// Calls `body` with the UTF-8 bytes of a field's text, unescaped; nil where the field is
    /// absent, `null` or no string.
    ///
    /// - Complexity: O(n) in the length of the text; a text without escapes is not copied.
    @inline(__always)
    package func withText<R>(_ field: EventField, _ body: (Span<UInt8>) -> R) -> R? {
        guard let range = present(field), bytes.storage[range.lowerBound] == UInt8(ascii: "\"")
        else { return nil }
        return bytes.withText(range, body)
    }

    /// Whether the record has a field, and not as `null`.
    package func has(_ field: EventField) -> Bool { present(field) != nil }

    /// Whether a field's text is this one.
    package func hasText(_ field: EventField, _ text: StaticString) -> Bool {
        withText(field) { $0.hasText(text) } ?? false
    }

    /// Whether a field is true, as a boolean or as a text that says so.
    package func isTrue(_ field: EventField) -> Bool {
        guard let range = present(field) else { return false }
        guard bytes.storage[range.lowerBound] == UInt8(ascii: "\"") else {
            return bytes.storage[range.lowerBound] == UInt8(ascii: "t")
        }
        return self[field]?.isTrue ?? false
    }

    /// Whether the record has a field, be it as `null`.
    package func hasKey(_ field: EventField) -> Bool { slots[field] != nil }

    /// A field that is spelled as a plain boolean; nil of all else.
    package func boolean(_ field: EventField) -> Bool? {
        guard let range = present(field) else { return nil }
        switch bytes.storage[range.lowerBound] {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    /// A field's text; nil where the field is absent, `null` or no string.
    package func text(_ field: EventField) -> String? { self[field]?.string }
}

extension JSONBytes {
    /// Calls `body` with the bytes that a string, given with its quotes, stands for.
    @inline(__always)
    func withText<R>(_ string: Range<Int>, _ body: (Span<UInt8>) -> R) -> R {
        let inner = string.lowerBound + 1..<string.upperBound - 1
        if hasEscape(inner) {
            var text: [UInt8] = []
            appendUnescaped(inner, to: &text)
            return body(text.span)
        }
        return body(storage.span.extracting(inner))
    }
}
