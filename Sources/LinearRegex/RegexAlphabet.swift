/// The characters that a pattern distinguishes: scalars in the same sets are one symbol.
struct RegexAlphabet: Sendable {
    /// The number of symbols, without ``lastNewline`` and ``edge``.
    let count: Int
    private let bounds: [UInt32]
    private let symbols: [Int32]
    private let ascii: [Int32]
    /// A bit for each set of a symbol; as many words for each.
    private let members: [UInt64]
    private let stride: Int
    private let neighbours: [RegexNeighbour]

    /// Partitions all scalars by a pattern's sets.
    ///
    /// - parameter hasAssertions: Whether newlines and word characters are distinguished too.
    init(_ sets: [ScalarSet], hasAssertions: Bool) {
        let all = sets + (hasAssertions ? [.newline, .words] : [])
        stride = (all.count + 63) / 64
        var changes = all.enumerated().flatMap { number, set in
            set.ranges.flatMap { [($0.lowerBound, number), ($0.upperBound + 1, number)] }
        }
        changes.sort { $0.0 < $1.0 }
        var current = Array(repeating: UInt64(0), count: stride)
        var known: [[UInt64]: Int32] = [:]
        var bounds: [UInt32] = []
        var symbols: [Int32] = []
        var members: [UInt64] = []
        var neighbours: [RegexNeighbour] = []
        var index = 0
        var bound: UInt32 = 0
        while bound < 0x110000 {
            while index < changes.count, changes[index].0 == bound {
                current[changes[index].1 / 64] ^= 1 << UInt64(changes[index].1 % 64)
                index += 1
            }
            let symbol = known[current] ?? Int32(known.count)
            if known.count == symbol {
                known[current] = symbol
                members += current
                neighbours.append(
                    !hasAssertions
                        ? .other
                        : ScalarSet.newline.contains(bound)
                            ? .newline : ScalarSet.words.contains(bound) ? .word : .other
                )
            }
            bounds.append(bound)
            symbols.append(symbol)
            bound = index < changes.count ? changes[index].0 : 0x110000
        }
        count = known.count
        self.bounds = bounds
        self.symbols = symbols
        // The symbol of a newline that ends the text comes after the others.
        let newline = symbols[Self.place(of: 0x0A, in: bounds)]
        self.members = members + members[Int(newline) * stride..<(Int(newline) + 1) * stride]
        self.neighbours = neighbours + [.lastNewline, .edge]
        ascii = (0..<0x80).map { symbols[Self.place(of: $0, in: bounds)] }
    }

    /// The symbol of a newline that ends the text.
    var lastNewline: Int { count }

    /// The symbol of the end of the text, which is in no set.
    var edge: Int { count + 1 }

    /// The number of symbols, all counted.
    var width: Int { count + 2 }

    func symbol(ofASCII byte: UInt8) -> Int { Int(ascii[Int(byte)]) }

    func symbol(of scalar: UInt32) -> Int { Int(symbols[Self.place(of: scalar, in: bounds)]) }

    /// Whether a symbol, which is not ``edge``, is in a set.
    func contains(_ symbol: Int, in set: Int) -> Bool {
        members[symbol * stride + set / 64] >> UInt64(set % 64) & 1 == 1
    }

    func neighbour(_ symbol: Int) -> RegexNeighbour { neighbours[symbol] }

    private static func place(of scalar: UInt32, in bounds: [UInt32]) -> Int {
        var low = 0
        var high = bounds.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if bounds[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }
}

extension RegexAlphabet {
    /// The symbol at an index of a text; the index moves past it.
    func symbol(in utf8: Span<UInt8>, at index: inout Int) -> Int {
        guard index < utf8.count else { return edge }
        let byte = utf8[index]
        if byte < 0x80 {
            index += 1
            return byte == 0x0A && index == utf8.count ? lastNewline : symbol(ofASCII: byte)
        }
        let (scalar, length) = utf8.scalar(at: index)
        index += length
        return symbol(of: scalar)
    }
}

extension Span<UInt8> {
    /// The scalar at an index, and its length; U+FFFD and one byte where there is none.
    fileprivate func scalar(at index: Int) -> (UInt32, Int) {
        let first = UInt32(self[index])
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, index + length <= count else { return (0xFFFD, 1) }
        var value = first & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = UInt32(self[index + offset])
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | byte & 0x3F
        }
        let smallest: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= smallest, Unicode.Scalar(value) != nil else { return (0xFFFD, 1) }
        return (value, length)
    }
}
