import CloudTrail

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
enum JSONText {
    /// Returns a text as a JSON string, quotes included.
    ///
    /// - parameter string: The text.
    static func quoted(_ string: String) -> String {
        var text = ""
        append(string, to: &text)
        return text
    }

    /// Appends a text as a JSON string, quotes included.
    ///
    /// - parameter string: The text.
    /// - parameter text: The text to append to.
    static func append(_ string: String, to text: inout String) {
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
