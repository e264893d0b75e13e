import Basics

/// A 64-bit hash of a record's content, the same on every machine and in every run.
///
/// It tells two records under one event id apart; it is no protection against somebody who can
/// choose a record's bytes. Mixed as ``TextHash``.
struct ContentHash {
    /// Hashes a range of the scanner's bytes.
    ///
    /// - Complexity: O(n), about 8 bytes a nanosecond. Reads no byte behind the range and its
    ///   padding.
    static func hash(_ scanner: borrowing JSONScanner, _ range: Range<Int>, seed: UInt64) -> UInt64
    {
        var state0 = seed ^ TextHash.secret0
        var state1 = seed ^ TextHash.secret1
        var position = range.lowerBound
        while position + 32 <= range.upperBound {
            state0 = TextHash.fold(
                scanner.word(position) ^ TextHash.secret0,
                scanner.word(position + 8) ^ state0
            )
            state1 = TextHash.fold(
                scanner.word(position + 16) ^ TextHash.secret1,
                scanner.word(position + 24) ^ state1
            )
            position += 32
        }
        while position < range.upperBound {
            var word = scanner.word(position)
            let left = range.upperBound - position
            if left < 8 { word &= (1 << UInt64(left * 8)) &- 1 }
            state0 = TextHash.fold(word ^ TextHash.secret1, state0 ^ TextHash.secret0)
            position += 8
        }
        return TextHash.fold(state0 ^ UInt64(range.count), state1 ^ TextHash.secret1)
    }
}

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
