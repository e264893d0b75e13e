extension RegexAlphabet {
    /// The symbol at an index of a text, which moves on behind it.
    func symbol(in utf8: Span<UInt8>, at index: inout Int) -> Int {
        guard index < utf8.count else { return edge }
        let byte = utf8[index]
        if byte < 0x80 {
            index += 1
            return byte == 0x0A && index == utf8.count ? lastNewline : symbol(ofASCII: byte)
        }
        let (scalar, length) = utf8.scalar(at: index)
        index += length
        return symbol(of: scalar)
    }
}

extension Span<UInt8> {
    /// The scalar at an index, and its length; U+FFFD and one byte where there is none.
    fileprivate func scalar(at index: Int) -> (UInt32, Int) {
        let first = UInt32(self[index])
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, index + length <= count else { return (0xFFFD, 1) }
        var value = first & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = UInt32(self[index + offset])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | byte & 0x3F
        }
        let smallest: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= smallest, Unicode.Scalar(value) != nil else { return (0xFFFD, 1) }
        return (value, length)
    }
}
