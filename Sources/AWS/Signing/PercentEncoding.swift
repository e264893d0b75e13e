/// Percent-encoding as AWS has it: all bytes but letters, digits and `-._~`, in upper case.
package enum PercentEncoding {
    /// Encodes a text, for a name or a value of a query.
    package static func component(_ text: String) -> String { encode(text, keeping: []) }

    /// Encodes the path of an S3 key, which keeps its slashes.
    package static func path(_ text: String) -> String { encode(text, keeping: [0x2F]) }

    /// A query or a form: `Action=AssumeRole&Version=2011-06-15`.
    package static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(component($0.name))=\(component($0.value))" }.joined(separator: "&")
    }

    /// Decodes a value of a form, in which `+` is a space; nil where it is not valid UTF-8 or its
    /// escapes are broken.
    package static func decodeForm(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(hexDigit)
                guard digits.count == 2 else { return nil }
                bytes.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encode(_ text: String, keeping others: [UInt8]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            let isLetter = byte | 0x20 &- 0x61 < 26
            if isLetter || byte &- 0x30 < 10 || "-._~".utf8.contains(byte) || others.contains(byte)
            {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
