/// JSON that is safe to print on a terminal.
///
/// For example:
///
/// ```swift
/// JSONText.quoted("a\u{1b}[2J")  // "a\u001b[2J", in quotes and with a backslash in it
/// ```
///
/// Beyond what JSON demands, everything that could move the cursor, reorder or hide text is
/// escaped (see `Unicode.Scalar.isUnsafeToShow`). A JSON parser reads back the very same text.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc8259#section-7>
package enum JSONText {
    /// Returns a text as a JSON string, quotes included.
    ///
    /// - parameter string: The text.
    package static func quoted(_ string: String) -> String {
        var text = ""
        append(string, to: &text)
        return text
    }

    /// Appends a text as a JSON string, quotes included.
    ///
    /// - parameter string: The text.
    /// - parameter text: The text to append to.
    package static func append(_ string: String, to text: inout String) {
        text += "\""
        if string.utf8.allSatisfy({ isPlain($0) }) {
            text += string
        } else {
            for scalar in string.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                default: appendInside(scalar, to: &text)
                }
            }
        }
        text += "\""
    }

    /// Whether a byte is ASCII that stands for itself in a JSON string.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Appends a scalar as it stands inside a string; `\"` and `\\` are up to the caller.
    static func appendInside(_ scalar: Unicode.Scalar, to text: inout String) {
        guard scalar.isUnsafeToShow else {
            text.unicodeScalars.append(scalar)
            return
        }
        switch scalar {
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        default:
            for unit in String(scalar).utf16 {
                let hex = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            }
        }
    }
}

extension JSONText {
    /// Appends JSON without the white space between its tokens, its strings made safe.
    ///
    /// - parameter json: Valid JSON.
    /// - parameter text: The text to append to.
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
                if !isBlank { appendInside(scalar, to: &text) }
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
