/// The terminal columns of a text.
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

    /// Returns a text that fits a width, with `…` where it was cut.
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

/// The scalars that are two terminal columns wide.
enum WideScalars {
    /// Returns whether a scalar is two columns wide.
    ///
    /// - parameter scalar: The scalar.
    /// - complexity: O(log n) in the number of ranges.
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < ranges.count && ranges[low].contains(value)
    }

    /// The code points that are Wide or Fullwidth (W, F) in Unicode 18.0, in order.
    ///
    /// Ranges with nothing but unassigned code points and combining marks between them are one.
    ///
    /// Source: <https://www.unicode.org/Public/18.0.0/ucd/EastAsianWidth.txt>
    private static let ranges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
        0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2630...0x2637, 0x2648...0x2653,
        0x267F...0x267F, 0x268A...0x268F, 0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB,
        0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705,
        0x270A...0x270B, 0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755,
        0x2757...0x2757, 0x2795...0x2797, 0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C,
        0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x3029, 0x3030...0x303E, 0x3041...0x3247,
        0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE6B,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF2...0x191D2, 0x1AFF0...0x1B2FB,
        0x1D300...0x1D376, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E,
        0x1F191...0x1F19A, 0x1F1AE...0x1F1AE, 0x1F1E6...0x1F202, 0x1F210...0x1F23B,
        0x1F240...0x1F248, 0x1F250...0x1F251, 0x1F260...0x1F265, 0x1F300...0x1F320,
        0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA,
        0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
        0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
        0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4,
        0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2,
        0x1F6D5...0x1F6D9, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
        0x1F7DA...0x1F7DA, 0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A,
        0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FA7C, 0x1FA80...0x1FAC6,
        0x1FAC8...0x1FAC8, 0x1FACC...0x1FADD, 0x1FADF...0x1FAEB, 0x1FAEF...0x1FAFA,
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}

/// Which part of a text is left out when it is cut to a width.
enum TextCut: CaseIterable, Sendable {
    /// The beginning: `…role/deploy`.
    case start

    /// The middle: `arn:aws…deploy`.
    case middle

    /// The end: `arn:aws:iam…`.
    case end
}
