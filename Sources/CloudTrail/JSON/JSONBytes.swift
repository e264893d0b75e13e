import Basics

/// Bytes of JSON text with the scanner's padding behind them; sharing them costs no copy.
struct JSONBytes: Sendable {
    /// The text and its padding.
    let storage: [UInt8]
    /// The bytes of text.
    let count: Int

    /// Wraps a buffer whose first `count` bytes are text and whose rest is padding.
    init(padded storage: [UInt8], count: Int) {
        precondition(storage.count >= count + JSONScanner.padding)
        self.storage = storage
        self.count = count
    }

    /// Copies text into a buffer of its own.
    init(copying text: some Collection<UInt8>) {
        var storage = [UInt8]()
        storage.reserveCapacity(text.count + JSONScanner.padding)
        storage.append(contentsOf: text)
        count = storage.count
        storage.append(contentsOf: repeatElement(0, count: JSONScanner.padding))
        self.storage = storage
    }

    /// Calls `body` with a scanner over the text, which must not leave the call.
    @inline(__always)
    func withScanner<R, Failure: Error>(
        _ body: (inout JSONScanner) throws(Failure) -> R
    ) throws(Failure) -> R {
        try storage.withUnsafeBufferPointer { (buffer) throws(Failure) -> R in
            // The initialisers guarantee at least the padding, so there is a base address.
            guard let base = buffer.baseAddress else { preconditionFailure("no padding") }
            var scanner = JSONScanner(base: base, end: count)
            return try body(&scanner)
        }
    }
}

/// What a JSON value is, recognized by its first byte.
package enum JSONKind: Hashable, Sendable {
    /// An object.
    case object
    /// An array.
    case array
    /// A string.
    case string
    /// A number, integer or not.
    case number
    /// `true` or `false`.
    case boolean
    /// `null`.
    case null

    init(firstByte: UInt8) {
        self =
            switch firstByte {
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "["): .array
            case UInt8(ascii: "\""): .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
            case UInt8(ascii: "n"): .null
            default: .number
            }
    }
}

extension JSONBytes {
    /// Whether bytes have an ASCII text somewhere, as they spell it.
    ///
    /// Eight of them at a time are looked through for the text's first.
    ///
    /// - complexity: O(n) in the bytes, where the text's first is rare among them.
    func contains(ascii text: StaticString, in range: Range<Int>) -> Bool {
        withScanner { scanner in
            let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            let first = UInt64(wanted[0]) &* 0x0101_0101_0101_0101
            let end = range.upperBound - wanted.count
            var position = range.lowerBound
            while position <= end {
                let word = scanner.word(position) ^ first
                var marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                while marks != 0 {
                    let start = position + marks.trailingZeroBitCount >> 3
                    guard start <= end else { return false }
                    if wanted.indices.allSatisfy({ scanner.byte(start + $0) == wanted[$0] }) {
                        return true
                    }
                    marks &= marks - 1
                }
                position += 8
            }
            return false
        }
    }
}

// Walks over values that the scanner has accepted once already, so that no fault can occur;
// should one occur all the same, the walk ends there.
extension JSONBytes {
    /// Calls `body` with the ranges of each member's key, quotes included, and value.
    @inline(__always)
    func forEachMember(_ object: Range<Int>, _ body: (Range<Int>, Range<Int>) -> Void) {
        withScanner { scanner in
            var position = scanner.skipWhitespace(object.lowerBound + 1)
            while position < object.upperBound, scanner.byte(position) == UInt8(ascii: "\"") {
                guard let keyEnd = try? scanner.skipString(position),
                    let value = try? scanner.skipKey(position),
                    let valueEnd = try? scanner.skipValue(value)
                else { return }
                body(position..<keyEnd, value..<valueEnd)
                position = scanner.skipWhitespace(valueEnd)
                guard scanner.byte(position) == UInt8(ascii: ",") else { return }
                position = scanner.skipWhitespace(position + 1)
            }
        }
    }

    /// Calls `body` with the range of each element.
    func forEachElement(_ array: Range<Int>, _ body: (Range<Int>) -> Void) {
        withScanner { scanner in
            var position = scanner.skipWhitespace(array.lowerBound + 1)
            while position < array.upperBound, scanner.byte(position) != UInt8(ascii: "]") {
                guard let end = try? scanner.skipValue(position) else { return }
                body(position..<end)
                position = scanner.skipWhitespace(end)
                guard scanner.byte(position) == UInt8(ascii: ",") else { return }
                position = scanner.skipWhitespace(position + 1)
            }
        }
    }

    /// Whether a string, given with its quotes, stands for a text.
    @inline(__always)
    func isText(_ string: Range<Int>, _ text: String) -> Bool {
        let inner = string.lowerBound + 1..<string.upperBound - 1
        let wanted = text.utf8
        if wanted.count == inner.count {
            var position = inner.lowerBound
            for byte in wanted {
                guard storage[position] == byte else { break }
                position += 1
            }
            if position == inner.upperBound { return true }
        }
        return hasEscape(inner) && unescaped(string).elementsEqual(wanted)
    }

    /// The UTF-8 bytes that a string, given with its quotes, stands for.
    func unescaped(_ string: Range<Int>) -> ArraySlice<UInt8> {
        let inner = string.lowerBound + 1..<string.upperBound - 1
        guard hasEscape(inner) else { return storage[inner] }
        var text: [UInt8] = []
        text.reserveCapacity(inner.count)
        appendUnescaped(inner, to: &text)
        return text[...]
    }

    @inline(__always)
    func hasEscape(_ range: Range<Int>) -> Bool {
        withScanner { scanner in
            var position = range.lowerBound
            while position < range.upperBound {
                let word = scanner.word(position) ^ 0x5c5c_5c5c_5c5c_5c5c
                let marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                if marks != 0 {
                    return position + marks.trailingZeroBitCount >> 3 < range.upperBound
                }
                position += 8
            }
            return false
        }
    }

    /// Appends what the inner bytes of a string stand for.
    ///
    /// A surrogate without its other half becomes U+FFFD, since UTF-8 cannot spell it; or, when
    /// surrogates are to be kept apart, the three bytes that UTF-8 would have for it.
    func appendUnescaped(
        _ inner: Range<Int>,
        to text: inout [UInt8],
        keepingSurrogates: Bool = false
    ) {
        var position = inner.lowerBound
        while position < inner.upperBound {
            let byte = storage[position]
            guard byte == UInt8(ascii: "\\"), position + 1 < inner.upperBound else {
                text.append(byte)
                position += 1
                continue
            }
            let escape = storage[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "u"):
                let value = scalarValue(&position, inner.upperBound)
                if keepingSurrogates, 0xd800...0xdfff ~= value {
                    let (high, low) = (value >> 6 & 0x3f, value & 0x3f)
                    text += [0xed, 0x80 | UInt8(high), 0x80 | UInt8(low)]
                } else {
                    text += String(Character(Unicode.Scalar(value) ?? "\u{fffd}")).utf8
                }
            default: text.append(escape)
            }
        }
    }

    /// Decodes the four digits behind a `\u`, and the second half of a surrogate pair; a half
    /// alone is given back as it is.
    private func scalarValue(_ position: inout Int, _ end: Int) -> UInt32 {
        let first = hexUnit(position, end) ?? 0xfffd
        position = min(position + 4, end)
        guard 0xd800...0xdbff ~= first, position + 6 <= end,
            storage[position] == UInt8(ascii: "\\"), storage[position + 1] == UInt8(ascii: "u"),
            let second = hexUnit(position + 2, end), 0xdc00...0xdfff ~= second
        else { return first }
        position += 6
        return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
    }

    private func hexUnit(_ position: Int, _ end: Int) -> UInt32? {
        guard position + 4 <= end else { return nil }
        var unit: UInt32 = 0
        for index in position..<position + 4 {
            guard let digit = storage[index].hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
