extension JSONBytes {
    /// Appends a value without the white space between its tokens, and with each string in its
    /// shortest spelling, so that pretty and compact copies of a record are the same bytes.
    ///
    /// The order of keys is kept: CloudTrail writes it alike in every copy.
    func appendCanonical(_ value: Range<Int>, to text: inout [UInt8]) {
        var position = value.lowerBound
        while position < value.upperBound {
            let byte = storage[position]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                position += 1
            case UInt8(ascii: "\""):
                let end = withScanner { (scanner) in
                    (try? scanner.skipString(position)) ?? value.upperBound
                }
                text.append(byte)
                appendCanonicalString(position + 1..<max(end - 1, position + 1), to: &text)
                text.append(byte)
                position = end
            default:
                text.append(byte)
                position += 1
            }
        }
    }

    private func appendCanonicalString(_ inner: Range<Int>, to text: inout [UInt8]) {
        guard hasEscape(inner) else {
            text.append(contentsOf: storage[inner])
            return
        }
        var plain: [UInt8] = []
        appendUnescaped(inner, to: &plain)
        for byte in plain {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x0a: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case 0x0d: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            case 0x09: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case 0x08: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "b")])
            case 0x0c: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "f")])
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
            default: text.append(byte)
            }
        }
    }
}
