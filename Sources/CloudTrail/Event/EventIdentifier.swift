/// What tells an event from all others of its second.
package enum EventIdentifier: Hashable, Sendable {
    /// An `eventID` in its usual form, a lower-case UUID, as its two halves.
    case uuid(UInt64, UInt64)
    /// An `eventID` of any other form.
    case text(String)
    /// No `eventID`: 128 bits of the record's content stand in.
    case content(UInt64, UInt64)
}

extension EventIdentifier {
    /// Reads a UUID written as `8-4-4-4-12` lower-case hexadecimal digits; nil for other texts,
    /// upper-case ones included, so that every id is given back as it was written.
    ///
    /// - parameter text: UTF-8 bytes.
    package init?(uuid text: Span<UInt8>) {
        guard text.count == 36, text[8] == UInt8(ascii: "-"), text[13] == UInt8(ascii: "-"),
            text[18] == UInt8(ascii: "-"), text[23] == UInt8(ascii: "-")
        else { return nil }
        // Four times eight digits; the loads are checked against the span's end.
        let bytes = text.bytes
        func four(_ offset: Int) -> UInt64 {
            UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian)
        }
        func eight(_ offset: Int) -> UInt64 {
            bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
        }
        guard let first = Self.value(ofDigits: eight(0)),
            let second = Self.value(ofDigits: four(9) | four(14) << 32),
            let third = Self.value(ofDigits: four(19) | four(24) << 32),
            let fourth = Self.value(ofDigits: eight(28))
        else { return nil }
        self = .uuid(first << 32 | second, third << 32 | fourth)
    }

    /// The number that eight lower-case hexadecimal digits spell, the first in the lowest byte.
    ///
    /// Each byte becomes its digit's value, is spelt again to see that it was a digit, and the
    /// values move together.
    @inline(__always)
    private static func value(ofDigits text: UInt64) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let digits = (text & (ones &* 0x0f)) &+ (text >> 6 & ones) &* 9
        let letters = (digits &+ ones &* 6) >> 4 & ones
        guard digits & (ones &* 0xf0) == 0, digits &+ ones &* 0x30 &+ letters &* 0x27 == text
        else { return nil }
        var value = digits.byteSwapped
        value = (value | value >> 4) & 0x00ff_00ff_00ff_00ff
        value = (value | value >> 8) & 0x0000_ffff_0000_ffff
        return (value | value >> 16) & 0xffff_ffff
    }
}

extension EventIdentifier {
    /// The identifier that a text stands for, be it a UUID or not.
    package init(_ text: String) { self = EventIdentifier(uuid: text.utf8.span) ?? .text(text) }
}

extension EventIdentifier: Comparable {
    /// An order that means nothing but is the same each time: UUIDs before texts.
    package static func < (left: EventIdentifier, right: EventIdentifier) -> Bool {
        switch (left.words, right.words) {
        case (let first?, let second?): first < second
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil):
            left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
        }
    }

    private var words: (UInt64, UInt64)? {
        switch self {
        case .uuid(let high, let low), .content(let high, let low): (high, low)
        case .text: nil
        }
    }
}

extension EventIdentifier: CustomStringConvertible {
    /// The id as the record spells it, or `content-` and 32 digits where it has none.
    package var description: String {
        switch self {
        case .text(let text): return text
        case .content(let high, let low): return "content-" + Self.hex(high) + Self.hex(low)
        case .uuid(let high, let low):
            let digits = Self.hex(high) + Self.hex(low)
            var text = ""
            for (index, digit) in digits.enumerated() {
                if index == 8 || index == 12 || index == 16 || index == 20 { text.append("-") }
                text.append(digit)
            }
            return text
        }
    }

    private static func hex(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Event {
    /// The event's identity: its `eventID` – of an aggregated event `eventId` – or where it has
    /// none, its content.
    ///
    /// See ``contentHash(seed:)`` for telling two contents under one id apart.
    package var identifier: EventIdentifier {
        let read = withText(.eventID) { text -> EventIdentifier? in
            if let uuid = EventIdentifier(uuid: text) { return uuid }
            return text.isEmpty ? nil : .text(Blanking.text(text.decoded))
        }
        if read == nil, isAggregated, let text = record["eventId"]?.string, !text.isEmpty {
            return EventIdentifier(text)
        }
        return (read ?? nil) ?? .content(contentHash(seed: 1), contentHash(seed: 2))
    }
}

extension Span<UInt8> {
    /// The bytes as text; what is not UTF-8 becomes U+FFFD.
    var decoded: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}
