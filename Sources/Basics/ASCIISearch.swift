extension Collection<UInt8> {
    /// The first occurrence of an ASCII text.
    ///
    /// The standard library's search is generic over patterns, and thirty times slower.
    ///
    /// - Complexity: O(n m), and O(n) where the text's first byte is rare.
    @inlinable @inline(__always)
    package func firstRange(ofASCII text: StaticString) -> Range<Index>? {
        text.withUTF8Buffer { wanted in
            guard let first = wanted.first else { return nil }
            var start = startIndex
            while start < endIndex {
                if self[start] == first {
                    var end = index(after: start)
                    var matched = 1
                    while matched < wanted.count, end < endIndex, self[end] == wanted[matched] {
                        end = index(after: end)
                        matched += 1
                    }
                    if matched == wanted.count { return start..<end }
                }
                start = index(after: start)
            }
            return nil
        }
    }

    /// Whether the bytes contain an ASCII text.
    @inlinable @inline(__always)
    package func contains(ascii text: StaticString) -> Bool { firstRange(ofASCII: text) != nil }
}
