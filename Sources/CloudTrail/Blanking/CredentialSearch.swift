/// Finds the credentials in a text: by the names before them, and by their own shape.
///
/// For example, in `https://ci:hunter2@host/?X-Amz-Signature=8d2f` it finds `hunter2` and `8d2f`.
///
/// - complexity: O(n). Most bytes are looked at once, in a table that says which can end a name or
///   begin a credential; what is looked at again is bounded, or lies between two of those.
struct CredentialSearch {
    let text: [UInt8]
    /// The credentials, in their order and without overlap.
    private(set) var found: [Range<Int>] = []
    /// Where the run of letters ends that was last looked through for a JWT.
    var endOfRun = 0

    init(_ text: [UInt8]) {
        self.text = text
        let interest = Self.interest
        var position = 0
        while position < text.count {
            guard interest[Int(text[position])] else {
                position += 1
                continue
            }
            if let range = credential(at: position), !range.isEmpty {
                found.append(range)
                position = max(range.upperBound, position + 1)
            } else {
                position += 1
            }
        }
    }

    /// The bytes at which something may be found.
    private static let interest: [Bool] = {
        var table = TokenShape.byFirstByte.map { !$0.isEmpty }
        for byte in "=:>- \teA".utf8 { table[Int(byte)] = true }
        return table
    }()

    private mutating func credential(at position: Int) -> Range<Int>? {
        switch text[position] {
        case UInt8(ascii: "="): named(position)
        case UInt8(ascii: ":"): isAddress(position) ? userInfo(position) : named(position)
        case UInt8(ascii: ">"): tagged(position)
        case UInt8(ascii: " "), UInt8(ascii: "\t"): said(position)
        case UInt8(ascii: "-"): privateKey(position)
        default: shaped(position)
        }
    }

    /// The byte at a place; 0 beyond the ends.
    func byte(_ position: Int) -> UInt8 { text.indices.contains(position) ? text[position] : 0 }

    /// Whether some ASCII text begins at a place.
    func has(_ wanted: StaticString, at start: Int) -> Bool {
        guard start >= 0, start + wanted.utf8CodeUnitCount <= text.count else { return false }
        return wanted.withUTF8Buffer { text[start..<start + $0.count].elementsEqual($0) }
    }

    /// The first place from a start on whose byte is one that `isEnd` says; the text's end else.
    func end(from start: Int, _ isEnd: (UInt8) -> Bool) -> Int {
        var position = start
        while position < text.count, !isEnd(text[position]) { position += 1 }
        return min(position, text.count)
    }
}

// MARK: - By name

extension CredentialSearch {
    /// A name before a separator.
    private struct Name {
        var range: Range<Int>
        var isQuoted: Bool
    }

    /// The credential behind `name=`, `"name":` or `name: `.
    private func named(_ separator: Int) -> Range<Int>? {
        guard let name = name(before: separator) else { return nil }
        let key = text[name.range]
        let isEqual = text[separator] == UInt8(ascii: "=")
        var start = separator + 1
        while byte(start) == UInt8(ascii: "=") || byte(start) == UInt8(ascii: ">") { start += 1 }
        let behind = start
        while start - behind < 4, byte(start).isSpace { start += 1 }
        // An ARN has names with colons, and no blank behind one.
        if !isEqual, !name.isQuoted, start == behind, !isHeaderName(name.range) { return nil }
        guard start < text.count else { return nil }
        let before = byte(name.range.lowerBound - 1)
        let isQuery = before == UInt8(ascii: "?") || before == UInt8(ascii: "&")
        guard SensitiveKey(key).isSecret || isQuery && Self.isQueryName(key) else { return nil }
        if let quoted = quoted(start) { return Blanking.isHarmless(text[quoted]) ? nil : quoted }
        guard byte(start) != UInt8(ascii: "{"), byte(start) != UInt8(ascii: "[") else { return nil }
        let value = bare(start, key)
        guard value.count >= (isEqual || name.isQuoted ? 1 : 4) else { return nil }
        return Blanking.isHarmless(text[value]) || Blanking.isReference(text[value]) ? nil : value
    }

    private func name(before separator: Int) -> Name? {
        var end = separator
        while end > 0, separator - end < 2, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        var isQuoted = false
        let limit = max(0, end - 64)
        while end > limit {
            switch text[end - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): isQuoted = true
            case UInt8(ascii: "\\"), UInt8(ascii: "]"): break
            default: return name(endingAt: end, isQuoted)
            }
            end -= 1
        }
        return nil
    }

    private func name(endingAt end: Int, _ isQuoted: Bool) -> Name? {
        var start = end
        while start > 0, end - start < 96, text[start - 1].isKeyByte { start -= 1 }
        return start < end ? Name(range: start..<end, isQuoted: isQuoted) : nil
    }

    /// What is a credential in an address's query, and elsewhere a usual word.
    private static func isQueryName(_ key: ArraySlice<UInt8>) -> Bool {
        ["code", "key", "pw", "hash", "hmac"].contains(String(decoding: key, as: UTF8.self))
    }

    /// Whether a name may be followed by a colon and its value without a blank.
    private func isHeaderName(_ name: Range<Int>) -> Bool {
        let before = byte(name.lowerBound - 1)
        guard name.lowerBound == 0 || before.isSpace || ",;{(&".utf8.contains(before) else {
            return false
        }
        return !has("secret:", at: name.lowerBound) && !has("token:", at: name.lowerBound)
    }

    /// The inside of the quotes that open at a place, however deep they are escaped.
    private func quoted(_ start: Int) -> Range<Int>? {
        let open = end(from: start) { $0 != UInt8(ascii: "\\") }
        let quote = byte(open)
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let depth = open - start
        var position = open + 1
        var backslashes = 0
        while position < text.count {
            if text[position] == UInt8(ascii: "\\") {
                backslashes += 1
            } else {
                let isClosing = depth == 0 ? backslashes % 2 == 0 : backslashes == depth
                if text[position] == quote, isClosing {
                    return open + 1..<position - (depth == 0 ? 0 : backslashes)
                }
                backslashes = 0
            }
            position += 1
        }
        return open + 1..<text.count
    }

    /// A value without quotes; of an authorization all of the line, as its scheme comes first.
    private func bare(_ start: Int, _ key: ArraySlice<UInt8>) -> Range<Int> {
        let end = end(from: start, \.endsBareValue)
        let name = String(decoding: key.suffix(13), as: UTF8.self).lowercased()
        guard name == "authorization" || Self.isScheme(text[start..<end]) else {
            return start..<end
        }
        return
            start..<self.end(from: start) {
                $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
                    || $0 == UInt8(ascii: "<")
            }
    }

    private static func isScheme(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count <= 16 else { return false }
        return ["bearer", "basic", "token", "digest", "negotiate", "aws4-hmac-sha256"]
            .contains(String(decoding: word, as: UTF8.self).lowercased())
    }

    /// What an XML element with the name of a credential has in it.
    private func tagged(_ close: Int) -> Range<Int>? {
        guard let name = name(endingAt: close, false) else { return nil }
        let before = byte(name.range.lowerBound - 1)
        guard before == UInt8(ascii: "<") || before == UInt8(ascii: ":"),
            SensitiveKey(text[name.range]).isSecret
        else { return nil }
        let value = close + 1..<end(from: close + 1) { $0 == UInt8(ascii: "<") }
        return Blanking.isHarmless(text[value]) ? nil : value
    }

    /// The credential behind a blank: `Bearer …`, `--password …`, `token …`.
    private func said(_ blank: Int) -> Range<Int>? {
        // What stands before ends as one of these words.
        guard
            [0x63, 0x72, 0x6e, 0x64, 0x65, 0x79, 0x74, 0x75, 0x73].contains(byte(blank - 1) | 0x20)
        else { return nil }
        guard let name = name(endingAt: blank, false), name.range.count < 64 else { return nil }
        let word = String(decoding: text[name.range], as: UTF8.self).lowercased()
        let start = blank + 1
        let value = start..<end(from: start) { !$0.isTokenByte }
        switch word {
        case "bearer", "basic":
            let isLikely = value.count >= 24 || value.count >= 8 && Self.isMixed(text[value])
            return isLikely ? value : nil
        case "-u", "--user":
            let argument = start..<end(from: start, \.isSpace)
            guard let colon = text[argument].firstIndex(of: UInt8(ascii: ":")) else { return nil }
            return colon + 1..<argument.upperBound
        case "by":
            let before = text[max(0, blank - 14)..<blank]
            let isSQL = String(decoding: before, as: UTF8.self).lowercased().hasSuffix(
                "identified by"
            )
            return isSQL ? quoted(start) : nil
        default: break
        }
        guard SensitiveKey(text[name.range]).isSecret else { return nil }
        if let quoted = quoted(start) { return Blanking.isHarmless(text[quoted]) ? nil : quoted }
        if word.hasPrefix("-") {
            let argument = start..<end(from: start, \.isSpace)
            guard byte(start) != UInt8(ascii: "-"), !Blanking.isHarmless(text[argument]),
                !Blanking.isReference(text[argument])
            else { return nil }
            return argument
        }
        let isLikely = value.count >= 12 && Self.isMixed(text[value]) && !has("arn:", at: start)
        return isLikely && !Blanking.isHarmless(text[value]) ? value : nil
    }

    /// Whether letters do not read as a word: digits among them, capitals inside, base64's signs.
    static func isMixed(_ letters: ArraySlice<UInt8>) -> Bool {
        var before: UInt8 = 0
        var hasDigit = false
        var hasLetter = false
        for byte in letters {
            if before.isLowercaseLetter && byte.isUppercaseLetter { return true }
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") { return true }
            hasDigit = hasDigit || byte.isDigit
            hasLetter = hasLetter || byte.isLowercaseLetter || byte.isUppercaseLetter
            before = byte
        }
        return hasDigit && hasLetter
    }
}

extension UInt8 {
    /// Whether it may be in a name before `=` or `:`.
    fileprivate var isKeyByte: Bool { isNameByte || self == UInt8(ascii: ".") }

    /// Whether it ends a value that has no quotes.
    fileprivate var endsBareValue: Bool {
        switch self {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: "\\"):
            true
        default: self <= 0x20
        }
    }
}
