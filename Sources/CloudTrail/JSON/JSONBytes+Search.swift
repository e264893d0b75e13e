extension JSONBytes {
    /// Whether bytes have an ASCII text somewhere, as they spell it.
    ///
    /// Eight of them at a time are looked through for the text's first.
    ///
    /// - complexity: O(n) in the bytes, where the text's first is rare among them.
    func contains(ascii text: StaticString, in range: Range<Int>) -> Bool {
        withScanner { scanner in
            let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
            let first = UInt64(wanted[0]) &* 0x0101_0101_0101_0101
            let end = range.upperBound - wanted.count
            var position = range.lowerBound
            while position <= end {
                let word = scanner.word(position) ^ first
                var marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                while marks != 0 {
                    let start = position + marks.trailingZeroBitCount >> 3
                    guard start <= end else { return false }
                    if wanted.indices.allSatisfy({ scanner.byte(start + $0) == wanted[$0] }) {
                        return true
                    }
                    marks &= marks - 1
                }
                position += 8
            }
            return false
        }
    }
}
