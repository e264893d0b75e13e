/// How many columns of a terminal a text takes.
///
/// For example:
///
/// ```swift
/// DisplayWidth.columns(of: "日本")                              // 4
/// DisplayWidth.truncated("role/deploy", to: 7, cut: .start)  // "…deploy"
/// ```
///
/// Terminals differ on rare sequences; this follows what most of them do.
///
/// Related documentation: <https://www.unicode.org/reports/tr11/>
enum DisplayWidth {
    /// Returns the columns of a text.
    ///
    /// - parameter text: The text, without control characters.
    /// - complexity: O(n) in bytes.
    static func columns(of text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// Returns the columns of a character: 0 for a lone combining mark or control character, 2 for
    /// East Asian wide ones and emoji, 1 for most others.
    ///
    /// - parameter character: The character.
    static func columns(of character: Character) -> Int {
        var columns = 0
        var isJoined = false
        for scalar in character.unicodeScalars {
            switch scalar {
            case "\u{200D}":
                isJoined = true
                continue
            case "\u{FE0F}":
                // Asks for the emoji form of the scalar before it, and that one is wide.
                if columns == 1 { columns = 2 }
                continue
            case "\u{1F3FB}"..."\u{1F3FF}" where columns > 0:
                // A skin tone colours the emoji before it.
                continue
            case "\u{1F1E6}"..."\u{1F1FF}" where columns > 0:
                // The second letter of a flag.
                continue
            default:
                break
            }
            if !isJoined { columns += Self.columns(of: scalar) }
            isJoined = false
        }
        return columns
    }

    /// Returns a text that takes no more columns than there are, with `…` where it was cut.
    ///
    /// - parameter text: The text.
    /// - parameter width: The columns that there are.
    /// - parameter cut: Which part is left out.
    /// - returns: The text itself when it fits; otherwise whole characters of it and the `…`.
    static func truncated(_ text: String, to width: Int, cut: TextCut) -> String {
        // A text has no more columns than bytes, so that a short one needs no counting.
        guard text.utf8.count > width, columns(of: text) > width else { return text }
        guard width > 0 else { return "" }
        let room = width - 1
        switch cut {
        case .end: return prefix(of: text, columns: room) + "…"
        case .start: return "…" + suffix(of: text, columns: room)
        case .middle:
            let head = prefix(of: text, columns: (room + 1) / 2)
            return head + "…" + suffix(of: text, columns: room - columns(of: head))
        }
    }

    private static func prefix(of text: String, columns room: Int) -> Substring {
        var left = room
        let end = text.firstIndex { character in
            left -= columns(of: character)
            return left < 0
        }
        return text[..<(end ?? text.endIndex)]
    }

    private static func suffix(of text: String, columns room: Int) -> Substring {
        var left = room
        let end = text.lastIndex { character in
            left -= columns(of: character)
            return left < 0
        }
        return end.map { text[text.index(after: $0)...] } ?? text[...]
    }

    private static func columns(of text: Substring) -> Int {
        text.reduce(0) { $0 + columns(of: $1) }
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        // Below the combining marks there are only control characters and letters.
        if scalar.value < 0x300 {
            return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1
        }
        switch scalar.value {
        // The vowels and final consonants of a Hangul syllable are drawn into its first letter.
        case 0x1160...0x11FF, 0xD7B0...0xD7FB: return 0
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator,
            .paragraphSeparator:
            return 0
        default:
            return WideScalars.contains(scalar) ? 2 : 1
        }
    }
}
