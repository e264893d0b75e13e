/// Writes JSON: what this program keeps, compares or prints is spelled here.
///
/// Messages to channels are the exception: they are trees of `Codable` values for other programs,
/// and no key is looked up by them, so Foundation encodes them.
///
/// For example:
///
/// ```swift
/// JSONText.array(["a\nb", "c"])  // ["a\nb","c"], with a backslash and an n between a and b
/// JSONText.quoted("a\u{1b}[2J")  // "a\u001b[2J", in quotes and with a backslash in it
/// ```
///
/// Strings are spelled as RFC 8785 has them, so that the same value is the same bytes: the index
/// finds a value by its JSON, whoever wrote it. What is to be printed is escaped further, see
/// ``Escaping``. A JSON parser reads back the very same text.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2>
package enum JSONText {
    /// What is escaped in a string.
    package enum Escaping: Sendable {
        /// What JSON demands, and nothing else.
        case canonical
        /// Everything that could move the cursor of a terminal, or reorder or hide text, too; see
        /// `Unicode.Scalar.isUnsafeToShow`.
        case terminal

        fileprivate func applies(to scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .canonical: scalar.value < 0x20
            case .terminal: scalar.isUnsafeToShow
            }
        }

        /// Whether a byte of a string's UTF-8 stands for itself, whatever comes before and after.
        fileprivate func isPlain(_ byte: UInt8) -> Bool {
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                && (byte < 0x7F || self == .canonical)
        }
    }

    /// Returns a text as a JSON string, quotes included.
    package static func quoted(_ string: String, _ escaping: Escaping = .terminal) -> String {
        var text = ""
        append(string, escaping, to: &text)
        return text
    }

    /// Appends a text as a JSON string, quotes included.
    ///
    /// - parameters:
    ///   - string: The text.
    ///   - escaping: What is escaped in it.
    ///   - text: The text to append to.
    package static func append(
        _ string: String,
        _ escaping: Escaping = .terminal,
        to text: inout String
    ) {
        text += "\""
        if string.utf8.allSatisfy(escaping.isPlain) {
            text += string
        } else {
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                default: appendInside(scalar, escaping, to: &text)
                }
            }
        }
        text += "\""
    }

    /// Appends a scalar as it stands inside a string; `\"` and `\\` are up to the caller.
    private static func appendInside(
        _ scalar: Unicode.Scalar,
        _ escaping: Escaping,
        to text: inout String
    ) {
        guard escaping.applies(to: scalar) else {
            text.unicodeScalars.append(scalar)
            return
        }
        switch scalar {
        case "\u{8}": text += "\\b"
        case "\t": text += "\\t"
        case "\n": text += "\\n"
        case "\u{c}": text += "\\f"
        case "\r": text += "\\r"
        default:
            for unit in String(scalar).utf16 {
                let hex = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            }
        }
    }
}

extension JSONText {
    /// The canonical JSON of some texts.
    package static func array(_ texts: some Sequence<String>) -> String {
        array(of: texts.map { quoted($0, .canonical) })
    }

    /// An array of what is JSON already.
    package static func array(of parts: some Sequence<String>) -> String {
        "[" + parts.joined(separator: ",") + "]"
    }

    /// An object whose values are JSON already.
    ///
    /// - parameter members: The members, by name, so that the same values are the same bytes.
    package static func object(_ members: KeyValuePairs<String, String>) -> String {
        "{" + members.map { quoted($0.key, .canonical) + ":" + $0.value }.joined(separator: ",")
            + "}"
    }
}

extension JSONText {
    /// Appends JSON without the white space between its tokens, its strings made safe.
    ///
    /// - parameter json: Valid JSON.
    /// - complexity: O(n) in bytes. What needs no change, which is nearly all, is copied in runs.
    package static func appendCompacted(_ json: String, to text: inout String) {
        var json = json
        json.withUTF8 { bytes in
            var state = StringState()
            var start = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if state.isInString ? (0x20..<0x7F).contains(byte) : (0x21..<0x7F).contains(byte) {
                    state.pass(byte)
                    index += 1
                    continue
                }
                let (scalar, length) = scalar(bytes, at: index)
                state.pass(byte)
                index += length
                let isBlank = !state.isInString && isWhiteSpace(byte)
                guard isBlank || scalar.isUnsafeToShow else { continue }
                append(bytes[start..<(index - length)], to: &text)
                start = index
                if !isBlank { appendInside(scalar, .terminal, to: &text) }
            }
            append(bytes[start...], to: &text)
        }
    }

    /// Whether the bytes so far end inside a string, and behind a backslash.
    private struct StringState {
        var isInString = false
        var isEscaped = false

        mutating func pass(_ byte: UInt8) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            }
        }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func append(_ run: Slice<UnsafeBufferPointer<UInt8>>, to text: inout String) {
        text += String(decoding: UnsafeBufferPointer(rebasing: run), as: UTF8.self)
    }

    /// Decodes a scalar of a `String`, whose UTF-8 is always valid.
    private static func scalar(
        _ bytes: UnsafeBufferPointer<UInt8>,
        at index: Int
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let first = UInt32(bytes[index])
        var (value, length): (UInt32, Int) =
            switch first {
            case 0xF0...: (first & 0x07, 4)
            case 0xE0...: (first & 0x0F, 3)
            case 0xC0...: (first & 0x1F, 2)
            default: (first, 1)
            }
        for next in bytes[(index + 1)..<(index + length)] {
            value = value << 6 | UInt32(next & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
