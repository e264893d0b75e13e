extension CredentialSearch {
    /// Whether there may be a credential in a text: a first look, which most texts do not pass.
    ///
    /// Names, ids and ARNs have none of what ends a name before a value, and none of the
    /// beginnings of tokens.
    ///
    /// - complexity: O(n), a few instructions a byte; nothing is copied.
    static func mayFind(in text: Span<UInt8>) -> Bool {
        let classes = ByteClass.table
        let beginnings = beginnings
        // Where the letters began that may be a name.
        var start = 0
        var wasWord = false
        for position in 0..<text.count {
            let byte = text[position]
            let found = classes[Int(byte)]
            if found.contains(.always) { return true }
            let next = position + 1 < text.count ? text[position + 1] : 0
            if found.contains(.beginning), !wasWord,
                beginnings[Int(byte) << 8 | Int(next)],
                // A secret key of forty letters beside an id of twenty.
                byte != UInt8(ascii: "A") || next != UInt8(ascii: "K") && next != UInt8(ascii: "S")
                    || text.count - position > 60
            {
                return true
            }
            if byte == UInt8(ascii: "-"), next == byte { return true }
            if byte == UInt8(ascii: ":"), mayEndName(position, start, next, text) { return true }
            wasWord = found.contains(.word)
            if !found.contains(.name) { start = position + 1 }
        }
        return false
    }

    /// Whether a colon may be that of an address, or stand behind the name of a value.
    private static func mayEndName(
        _ colon: Int,
        _ start: Int,
        _ next: UInt8,
        _ text: Span<UInt8>
    ) -> Bool {
        if next == UInt8(ascii: "/") || next == UInt8(ascii: "\\") { return true }
        guard colon > 0 else { return false }
        switch text[colon - 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "]"):
            return true
        case UInt8(ascii: "e") where next == UInt8(ascii: "t"): return true
        default: break
        }
        if start == 0 { return colon != 3 || text[0] != UInt8(ascii: "a") }
        return ",;{(&".utf8.contains(text[start - 1])
    }

    /// The pairs of bytes that tokens begin with.
    private static let beginnings: [Bool] = {
        var table = [Bool](repeating: false, count: 1 << 16)
        for shape in TokenShape.byFirstByte.joined() {
            table[Int(shape.prefix[0]) << 8 | Int(shape.prefix[1])] = true
        }
        for pair in ["ey", "AK", "AS"] {
            let bytes = Array(pair.utf8)
            table[Int(bytes[0]) << 8 | Int(bytes[1])] = true
        }
        return table
    }()

    /// Whether a token may begin with the two bytes at a place.
    func mayBegin(at start: Int) -> Bool {
        start + 1 < text.count
            && Self.beginnings[Int(text[start]) << 8 | Int(text[start + 1])]
    }

    /// What a byte may be to a credential.
    private struct ByteClass: OptionSet {
        let rawValue: UInt8

        /// It stands between a name and a value, or in front of what is said.
        static let always = ByteClass(rawValue: 1)
        /// A token may begin with it.
        static let beginning = ByteClass(rawValue: 2)
        /// It is of a word, within which no token begins.
        static let word = ByteClass(rawValue: 4)
        /// It may be in a name.
        static let name = ByteClass(rawValue: 8)

        static let table: [ByteClass] = (0..<256).map { value in
            let byte = UInt8(value)
            var found: ByteClass = []
            if "=%> \t\r\n".utf8.contains(byte) { found.insert(.always) }
            if !TokenShape.byFirstByte[value].isEmpty || byte == UInt8(ascii: "e") {
                found.insert(.beginning)
            }
            if byte.isWordByte { found.insert(.word) }
            if byte.isNameByte || byte == UInt8(ascii: ".") { found.insert(.name) }
            return found
        }
    }
}
