/// A text that is looked for in others, letters of either case.
///
/// For example:
///
/// ```swift
/// let needle = TextNeedle("Mallory")
/// event.mayContain(needle)      // a quick look at the record's bytes: false is certain
/// event.hasText(with: needle)   // whether a string, number or boolean in it contains the text
/// ```
///
/// Letters beyond ASCII are compared in lower case, as Unicode has it.
package struct TextNeedle: Hashable, Sendable {
    /// The text in lower case.
    package let text: String
    private let isASCII: Bool
    /// What a record's bytes have, whatever its case, if they spell the text without escapes: the
    /// longest part of it that is ASCII.
    fileprivate let bytes: [UInt8]
    /// The position of the byte that records have least of.
    private let rarest: Int
    /// Whether it is a part of what stands for a credential, which a record has only once it is
    /// blanked.
    fileprivate let isMark: Bool

    package init(_ text: String) {
        self.text = text.lowercased()
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let parts = self.text.utf8.split { $0 >= 0x80 }
        let longest = parts.max { $0.count < $1.count }.map(Array.init) ?? []
        bytes = longest
        rarest =
            longest.indices.min { Self.commonness(longest[$0]) < Self.commonness(longest[$1]) } ?? 0
        let mark = Blanking.mark.lowercased()
        isMark = self.text.contains("_") && (mark.contains(self.text) || self.text.contains(mark))
    }

    /// The bytes of JSON records, from the most to the least frequent; others are rare.
    private static let common = Array("e\"ainostrcm:,dl-upgvy01h254679f83b.wk/{}xz_j".utf8)

    private static func commonness(_ byte: UInt8) -> Int {
        common.firstIndex(of: byte).map { common.count - $0 } ?? 0
    }
}

extension TextNeedle {
    /// Whether some bytes spell the text, letters of either case.
    ///
    /// Eight bytes at a time are looked through for the rarest of the text.
    ///
    /// - complexity: O(n) in the bytes, where that byte is rare among them.
    func isSpelled(in all: JSONBytes, _ range: Range<Int>) -> Bool {
        return all.withScanner { scanner in
            // With this bit set, a letter is lower case; a few other bytes look alike, too.
            let first = UInt64(bytes[rarest] | 0x20) &* 0x0101_0101_0101_0101
            var position = range.lowerBound + rarest
            let end = range.upperBound - bytes.count + rarest
            while position <= end {
                let word = (scanner.word(position) | 0x2020_2020_2020_2020) ^ first
                var marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                while marks != 0 {
                    let start = position + marks.trailingZeroBitCount >> 3
                    guard start <= end else { return false }
                    if isSpelled(at: start - rarest, scanner) { return true }
                    marks &= marks - 1
                }
                position += 8
            }
            return false
        }
    }

    @inline(__always)
    private func isSpelled(at start: Int, _ scanner: borrowing JSONScanner) -> Bool {
        for index in bytes.indices {
            var byte = scanner.byte(start + index)
            if byte &- 0x41 < 26 { byte |= 0x20 }
            if byte != bytes[index] { return false }
        }
        return true
    }

    /// Whether a text contains this one.
    fileprivate func isIn(_ all: JSONBytes, _ range: Range<Int>) -> Bool {
        guard !isASCII else { return isSpelled(in: all, range) }
        return String(decoding: all.storage[range], as: UTF8.self).lowercased().contains(text)
    }
}

extension Event {
    /// Whether some value of the record may contain a text; false is certain.
    ///
    /// A record with an escape may spell anything in another way.
    ///
    /// - complexity: O(n) in the bytes of the record, a few of them at a time.
    package func mayContain(_ needle: TextNeedle) -> Bool {
        needle.isMark || needle.bytes.isEmpty || needle.isSpelled(in: bytes, range)
            || bytes.hasEscape(range)
    }

    /// Whether a string, a number or a boolean in the record contains a text, letters of either
    /// case.
    ///
    /// Keys are no texts of the event: those of CloudTrail are the same in all.
    ///
    /// - complexity: O(n) in the bytes of the record.
    package func hasText(with needle: TextNeedle) -> Bool {
        let source = FieldSource()
        source.load(self)
        var leaves: [Range<Int>] = []
        source.appendLeaves(of: range, to: &leaves)
        return leaves.contains { leaf in
            guard source.kind(of: leaf) == .string else { return needle.isIn(bytes, leaf) }
            let inner = leaf.lowerBound + 1..<leaf.upperBound - 1
            guard bytes.hasEscape(inner) else { return needle.isIn(bytes, inner) }
            let text = JSONBytes(copying: bytes.unescaped(leaf))
            return needle.isIn(text, 0..<text.count)
        }
    }
}
