/// Text from a log that cannot harm a terminal, or the person who reads it.
///
/// For example:
///
/// ```swift
/// TerminalText.visible("curl\u{1b}[2J\n")  // curl\u{1b}[2J\n, each escape spelt out
/// ```
///
/// What could move the cursor, reorder or hide text is spelt out (see
/// `Unicode.Scalar.isUnsafeToShow`), and so is a pile of combining marks that would spill over the
/// lines above. A backslash stays as it is, since names such as `CORP\alice` are common; for the
/// exact text there is JSON.
package enum TerminalText {
    /// More combining marks than this on one character are spelt out; no script needs so many.
    private static let mostMarks = 8

    /// Returns a text with everything unsafe made visible, on one line.
    ///
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

extension Unicode.Scalar {
    /// Whether the scalar can move the cursor, reorder what is shown, or hide in it.
    ///
    /// These are the control characters (C0, DEL, C1), line and paragraph separators, the
    /// bidirectional controls, and what is invisible: zero-width spaces and joiners, fillers,
    /// tags. Variation selectors pass, for they only choose a glyph. The zero-width joiner does
    /// not: emoji that use it come apart, but `prod` with one inside no longer looks like `prod`.
    ///
    /// Related documentation: <https://www.unicode.org/reports/tr36/>
    package var isUnsafeToShow: Bool {
        switch value {
        case 0x20...0x7E: false
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180E,
            0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0,
            0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}

/// Text from a log, fit for a message: visible and of limited length.
package enum ShownText {
    /// Returns a text on one line, with what is unsafe spelt out, cut at a limit.
    ///
    /// - parameter limit: The most Unicode scalars of the result, including the mark of the cut.
    package static func line(_ text: String, limit: Int) -> String {
        // Escaping only lengthens, so what is beyond the limit can never be shown.
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit + 1)))
        return cut(TerminalText.visible(start), to: limit)
    }

    /// Returns the lines of a text, each made visible, without empty ones at the end.
    ///
    /// - parameters:
    ///   - count: The most lines.
    ///   - limit: The most scalars of a line.
    package static func lines(_ text: String, count: Int, limit: Int) -> [String] {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        var lines = parts.prefix(count).map { line(String($0), limit: limit) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        if parts.count > count { lines.append("…") }
        return lines
    }

    /// Returns the beginning of a text, with a mark where something was cut off.
    package static func cut(_ text: String, to limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, limit - 1)))) + "…"
    }

    /// Returns the beginning of a text that fits into a number of bytes, cut between scalars.
    package static func cut(_ text: String, toBytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        var bytes = 3
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= limit else { break }
            result.unicodeScalars.append(scalar)
        }
        return limit >= 3 ? result + "…" : ""
    }
}
