/// Text from a log that cannot harm a terminal, or the person who reads it.
///
/// For example:
///
/// ```swift
/// TerminalText.visible("curl\u{1b}[2J\n")  // curl\u{1b}[2J\n, each escape spelt out
/// ```
///
/// What could move the cursor, reorder or hide text is spelt out (see
/// `Unicode.Scalar.isUnsafeToShow`), and so is a pile of combining marks that would spill over
/// the lines above. A backslash stays as it is, since names such as `CORP\alice` are common;
/// whoever needs the exact text takes JSON.
package enum TerminalText {
    /// More combining marks than this on one character are spelt out; no script needs so many.
    private static let mostMarks = 8

    /// Returns a text with everything unsafe made visible, on one line.
    ///
    /// - parameter text: The text.
    /// - parameter escapingBackslash: Whether to double backslashes, so that the text can be read
    ///   back exactly.
    /// - complexity: O(n) in bytes; plain ASCII is returned as it is.
    package static func visible(_ text: String, escapingBackslash: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 >= 0x20 && $0 < 0x7F && !(escapingBackslash && $0 == UInt8(ascii: "\\"))
        }
        guard !isPlain else { return text }
        var visible = ""
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            if scalar == "\\", escapingBackslash {
                visible += "\\\\"
            } else if scalar.isUnsafeToShow || marks > mostMarks {
                visible += spelt(scalar)
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    private static func spelt(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: return true
        default: return false
        }
    }
}
