import Basics

/// Breaks a text into lines at its spaces.
enum TextWrap {
    /// Returns the lines of a text; a word longer than a line has one of its own.
    ///
    /// For example:
    ///
    /// ```swift
    /// TextWrap.lines("is not authorized to perform", width: 17)  // "is not authorized", "to perform"
    /// ```
    ///
    /// - parameter text: The text, safe for a terminal already.
    /// - parameter width: The columns of a line; nil breaks nothing.
    static func lines(_ text: String, width: Int?) -> [String] {
        guard let width, DisplayWidth.columns(of: text) > width else { return [text] }
        var lines: [String] = []
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let columns = DisplayWidth.columns(of: String(word))
            if let last = lines.indices.last, used + 1 + columns <= width {
                lines[last] += " " + word
                used += 1 + columns
            } else {
                lines.append(String(word))
                used = columns
            }
        }
        return lines
    }
}

extension TextWrap {
    /// Returns the lines of a cell, none of them wider than the column.
    ///
    /// It breaks at spaces, else behind the punctuation of names and ARNs, else between the words
    /// of a call such as GetSecretValue, else anywhere.
    ///
    /// - parameters:
    ///   - text: The text, safe for a terminal already.
    ///   - width: The columns of a line.
    ///   - most: The most lines.
    ///   - cut: Which part of a text is left out that takes more.
    static func cell(_ text: String, width: Int, most: Int, cut: TextCut) -> [String] {
        // A text has no more columns than bytes.
        if text.utf8.count <= width { return [text] }
        if (10..<20).contains(width), EventTime(text) != nil, text.utf8.count == 20 {
            return [String(text.prefix(10)), String(text.suffix(10))]
        }
        let lines = pieces(text, width: width)
        guard lines.count > most else { return lines }
        // Lines that break at words are not full; those of wide characters neither.
        let short = DisplayWidth.truncated(text, to: width * max(most - 1, 1), cut: cut)
        let words = pieces(short, width: width)
        if words.count <= most { return words }
        let full = pieces(short, width: width, breaksWords: true)
        guard full.count > most else { return full }
        return full.prefix(most - 1) + [
            DisplayWidth.truncated("…" + full[most - 1], to: width, cut: .end)
        ]
    }

    private static func pieces(_ text: String, width: Int, breaksWords: Bool = false) -> [String] {
        var rest = text[...]
        var lines: [String] = []
        while DisplayWidth.columns(of: String(rest)) > width {
            var left = width
            let end = rest.firstIndex { character in
                left -= DisplayWidth.columns(of: character)
                return left < 0
            }
            // A character wider than the column gets a line of its own.
            let full = max(end ?? rest.endIndex, rest.index(after: rest.startIndex))
            guard full < rest.endIndex else { break }
            let cut =
                breaksWords || rest[full] == " "
                ? full : lastBreak(in: rest[..<full], before: rest[full])
            lines.append(String(rest[..<cut]))
            rest = rest[cut...]
            while lines.last?.last == " " { lines[lines.count - 1].removeLast() }
            rest = rest.drop { $0 == " " }
        }
        if !rest.isEmpty || lines.isEmpty { lines.append(String(rest)) }
        return lines
    }

    /// Where to break a line that is full; its first third would be too little of it.
    private static func lastBreak(in line: Substring, before next: Character) -> String.Index {
        let part = line[line.index(line.startIndex, offsetBy: line.count / 3)...]
        if let space = part.lastIndex(of: " ") { return line.index(after: space) }
        // The parts of a path say more than the words of a name; dates and addresses stay whole.
        for marks in ["/:,;=@", "-_."] {
            let mark = part.indices.last { index in
                let after = line.index(after: index)
                let following = after < line.endIndex ? line[after] : next
                let isWithinNumber =
                    following.isNumber && index > line.startIndex
                    && line[line.index(before: index)].isNumber
                return marks.contains(line[index]) && !isWithinNumber
            }
            if let mark { return line.index(after: mark) }
        }
        if next.isUppercase { return line.endIndex }
        let word = part.indices.dropFirst().last { index in
            part[index].isUppercase && part[part.index(before: index)].isLowercase
        }
        return word ?? line.endIndex
    }
}
