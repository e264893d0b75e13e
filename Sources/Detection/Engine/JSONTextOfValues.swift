import Basics

/// Writes JSON, with nothing escaped that need not be.
///
/// The same values are the same bytes, so that these can be compared.
///
/// See RFC 8259, section 7.
enum JSONText {
    /// An array of texts.
    static func array(_ texts: [String]) -> [UInt8] {
        array(of: texts.map { string(Array($0.utf8)[...]) })
    }

    /// An array of what is JSON already.
    static func array(of parts: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
    }

    /// A text.
    static func string(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var json = [quote]
        for byte in text {
            switch byte {
            case quote, UInt8(ascii: "\\"):
                json.append(UInt8(ascii: "\\"))
                json.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                json.append(contentsOf: "\\u00".utf8)
                json.append(digits[Int(byte >> 4)])
                json.append(digits[Int(byte & 15)])
            default: json.append(byte)
            }
        }
        json.append(quote)
        return json
    }
}
