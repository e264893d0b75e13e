import Yams

/// A hash of what a document means: comments, order of keys and spelling do not count.
///
/// It follows all aliases, and so also checks that they do not expand beyond the limit.
package struct YAMLDigest {
    private var low: UInt64 = 0xCBF2_9CE4_8422_2325
    private var high: UInt64 = 0x9AE1_6A3B_2F90_404F
    private var values = 0
    package private(set) var isTooLarge = false
    /// Distinguishes scalars that are written alike but differ in type: `5` and `'5'`.
    private let mark: (Node.Scalar) -> UInt8

    /// - parameter mark: A byte for the type of a scalar.
    package init(mark: @escaping (Node.Scalar) -> UInt8 = { _ in UInt8(ascii: "s") }) {
        self.mark = mark
    }

    /// 32 hexadecimal digits.
    package var description: String {
        [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    package mutating func add(_ node: Node, depth: Int = 0) {
        values += 1
        guard values <= YAMLLimits.values, depth <= YAMLLimits.depth else {
            isTooLarge = true
            return
        }
        switch node {
        case .scalar(let scalar):
            add(mark(scalar))
            add(scalar.string)
        case .sequence(let sequence):
            add(UInt8(ascii: "["))
            for element in sequence where !isTooLarge { add(element, depth: depth + 1) }
            add(UInt8(ascii: "]"))
        case .mapping(let mapping):
            add(UInt8(ascii: "{"))
            let pairs = YAMLValue.merged(mapping)
            // Sorts positions, which are smaller than pairs.
            let order = pairs.indices.sorted { pairs[$0].key < pairs[$1].key }
            for index in order where !isTooLarge {
                add(pairs[index].key)
                add(pairs[index].value, depth: depth + 1)
            }
            add(UInt8(ascii: "}"))
        case .alias: add(UInt8(ascii: "*"))
        }
    }

    package mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0xFF)
    }

    /// FNV-1a, twice from different offsets.
    private mutating func add(_ byte: UInt8) {
        low = (low ^ UInt64(byte)) &* 0x100_0000_01B3
        high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 &+ low.byteSwapped
    }
}
