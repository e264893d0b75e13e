/// What tells an event from all others of its second.
public enum EventIdentifier: Hashable, Sendable {
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
    public init?(uuid text: Span<UInt8>) {
        guard text.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for index in 0..<36 {
            let byte = text[index]
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            if digits < 16 {
                halves.0 = halves.0 << 4 | UInt64(digit)
            } else {
                halves.1 = halves.1 << 4 | UInt64(digit)
            }
            digits += 1
        }
        self = .uuid(halves.0, halves.1)
    }
}

extension EventIdentifier: CustomStringConvertible {
    /// The id as the record spells it, or `content-` and 32 digits where it has none.
    public var description: String {
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
    /// The event's identity: its `eventID`, or where it has none, its content.
    ///
    /// See ``contentHash(seed:)`` for telling two contents under one id apart.
    public var identifier: EventIdentifier {
        let read = withText(.eventID) { text -> EventIdentifier? in
            if let uuid = EventIdentifier(uuid: text) { return uuid }
            return text.isEmpty ? nil : .text(text.decoded)
        }
        return (read ?? nil) ?? .content(contentHash(seed: 1), contentHash(seed: 2))
    }
}

extension Span<UInt8> {
    /// The bytes as text; what is not UTF-8 becomes U+FFFD.
    var decoded: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
}
