/// Base 64 as RFC 4648 has it, padding included.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The encoding of some bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var position = 0
        while position < bytes.count {
            let left = bytes.count - position
            let first = UInt32(bytes[position]) << 16
            let second = left > 1 ? UInt32(bytes[position + 1]) << 8 : 0
            let word = first | second | (left > 2 ? UInt32(bytes[position + 2]) : 0)
            text.append(alphabet[Int(word >> 18)])
            text.append(alphabet[Int(word >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "="))
            position += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What of the encoding does not depend on what stands around the bytes, when they begin at
    /// an offset in a group of three.
    static func encode(_ bytes: [UInt8], offset: Int) -> String {
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: offset)
        let text = encode(spaces + bytes)
        let front = [0, 2, 3][offset]
        let end = [0, 3, 2][(bytes.count + offset) % 3]
        return String(text.dropFirst(front).dropLast(end))
    }
}
