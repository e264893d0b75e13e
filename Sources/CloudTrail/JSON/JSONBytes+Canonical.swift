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
        appendUnescaped(inner, to: &plain, keepingSurrogates: true)
        var position = 0
        while position < plain.count {
            let byte = plain[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x0a: text += "\\n".utf8
            case 0x0d: text += "\\r".utf8
            case 0x09: text += "\\t".utf8
            case 0x08: text += "\\b".utf8
            case 0x0c: text += "\\f".utf8
            case 0..<0x20: appendEscape(UInt32(byte), to: &text)
            case 0xed where plain[position] >= 0xa0:
                let low = UInt32(plain[position] & 0x3f) << 6 | UInt32(plain[position + 1] & 0x3f)
                appendEscape(0xd000 | low, to: &text)
                position += 2
            default: text.append(byte)
            }
        }
    }

    private func appendEscape(_ unit: UInt32, to text: inout [UInt8]) {
        let digits = String(unit, radix: 16)
        text += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
}
