/// Base64 as RFC 4648 has it, line breaks allowed.
enum Base64 {
    /// The bytes that a text stands for; nil where it is no base64.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (word, count, padding) = (UInt32(0), 0, 0)
        for character in text {
            let digit: UInt32
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = UInt32(character) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = UInt32(character) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(character) + 4
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            case UInt8(ascii: "="):
                padding += 1
                continue
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            default: return nil
            }
            guard padding == 0 else { return nil }
            word = word << 6 | digit
            count += 1
            if count % 4 == 0 {
                bytes += [UInt8(word >> 16 & 0xff), UInt8(word >> 8 & 0xff), UInt8(word & 0xff)]
                word = 0
            }
        }
        switch count % 4 {
        case 0: return padding == 0 ? bytes : nil
        case 2 where padding == 2 || padding == 0: return bytes + [UInt8(word >> 4 & 0xff)]
        case 3 where padding <= 1:
            return bytes + [UInt8(word >> 10 & 0xff), UInt8(word >> 2 & 0xff)]
        default: return nil
        }
    }
}
