extension JSONScanner {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Checks the string whose opening quote is at `start` and returns the position behind its
    /// closing quote.
    ///
    /// Eight bytes are looked at together. The subtraction marks, in the high bit of each byte,
    /// the quotes, backslashes, control characters and non-ASCII bytes; a borrow can mark a byte
    /// wrongly only above one that is marked rightly, so the lowest mark is always true.
    /// See <https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord>.
    @inline(__always)
    mutating func skipString(_ start: Int) throws(JSONFault) -> Int {
        var position = start + 1
        while true {
            let word = word(position)
            let quotes = word ^ (Self.ones &* 0x22)
            let backslashes = word ^ (Self.ones &* 0x5c)
            let marks =
                (((quotes &- Self.ones) & ~quotes)
                    | ((backslashes &- Self.ones) & ~backslashes)
                    | ((word &- (Self.ones &* 0x20)) & ~word)
                    | word) & Self.highs
            guard marks != 0 else {
                position += 8
                continue
            }
            position += marks.trailingZeroBitCount >> 3
            if byte(position) == UInt8(ascii: "\"") { return position + 1 }
            position = try skipSpecial(position)
        }
    }

    /// Checks what stands at `position` in a string and is no plain ASCII character.
    @inline(never)
    private mutating func skipSpecial(_ position: Int) throws(JSONFault) -> Int {
        let byte = byte(position)
        if byte == UInt8(ascii: "\\") { return try skipEscape(position) }
        if byte >= 0x80 { return try skipMultibyte(position) }
        guard position < end else { throw JSONFault(offset: end, reason: .incomplete) }
        note(.controlCharacter, at: position)
        return position + 1
    }

    private mutating func skipEscape(_ position: Int) throws(JSONFault) -> Int {
        guard position + 1 < end else { throw JSONFault(offset: end, reason: .incomplete) }
        switch byte(position + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            return position + 2
        case UInt8(ascii: "/"):
            isSpelledFreely = true
            return position + 2
        case UInt8(ascii: "u"):
            isSpelledFreely = true
            for index in position + 2..<position + 6 where byte(index).hexDigitValue == nil {
                guard index < end else { throw JSONFault(offset: end, reason: .incomplete) }
                note(.badEscape, at: position)
                return position + 2
            }
            return position + 6
        default:
            note(.badEscape, at: position)
            // What follows may be a character of several bytes, or the end of a line.
            return position + 1
        }
    }

    /// Checks one UTF-8 sequence of two to four bytes (RFC 3629, section 4).
    private mutating func skipMultibyte(_ position: Int) throws(JSONFault) -> Int {
        let lead = byte(position)
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xc2...0xdf: (second, length) = (0x80...0xbf, 2)
        case 0xe0: (second, length) = (0xa0...0xbf, 3)
        case 0xed: (second, length) = (0x80...0x9f, 3)
        case 0xe1...0xef: (second, length) = (0x80...0xbf, 3)
        case 0xf0: (second, length) = (0x90...0xbf, 4)
        case 0xf1...0xf3: (second, length) = (0x80...0xbf, 4)
        case 0xf4: (second, length) = (0x80...0x8f, 4)
        default:
            note(.notUTF8, at: position)
            return position + 1
        }
        for index in 1..<length {
            guard position + index < end else {
                throw JSONFault(offset: end, reason: .incomplete)
            }
            let allowed = index == 1 ? second : 0x80...0xbf
            guard allowed.contains(byte(position + index)) else {
                note(.notUTF8, at: position)
                return position + index
            }
        }
        return position + length
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit.
    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
