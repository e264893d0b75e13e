/// Steele, Lea and Flood's generator: the same numbers on every machine.
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator for one part of the story, so that a change in one part leaves the others as they are.
    init(seed: UInt64, part: String) {
        self.init(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ Self.hash(part))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[int(0...elements.count - 1)]
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        guard result.count > 1 else { return result }
        for index in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(index, int(0...index))
        }
        return result
    }

    mutating func text(_ count: Int, of alphabet: String) -> String {
        let letters = Array(alphabet.utf8)
        return String(decoding: (0..<count).map { _ in pick(letters) }, as: UTF8.self)
    }

    mutating func hex(_ count: Int) -> String { text(count, of: "0123456789abcdef") }

    /// Sixteen characters as in the name of a CloudTrail file.
    mutating func fileSuffix() -> String { text(16, of: Self.alphanumerics) }

    /// The form of a version 4 UUID.
    mutating func uuid() -> String {
        "\(hex(8))-\(hex(4))-4\(hex(3))-\(text(1, of: "89ab"))\(hex(3))-\(hex(12))"
    }

    /// A key of a temporary session, marked as an example.
    mutating func temporaryKey() -> String { "ASIAEXAMPLE" + text(9, of: Self.base32) }

    /// A key of a user, marked as an example.
    mutating func permanentKey() -> String { "AKIAEXAMPLE" + text(9, of: Self.base32) }

    static let base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    static let alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    /// FNV-1a, for identifiers that depend on a name and not on the seed.
    static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }

    /// A generator that depends on a name alone.
    static func named(_ name: String) -> SplitMix64 { SplitMix64(seed: hash(name)) }
}
