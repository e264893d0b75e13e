/// Where in a text a match can begin at all, by its first bytes.
struct RegexPrefilter: Sendable {
    /// Bytes that each match begins with.
    private let prefix: [UInt8]
    /// For each byte, whether a match can begin with it; empty where a match can begin anywhere.
    private let firstBytes: [Bool]
    /// Whether a match can begin at the start of the text only.
    private let isAnchored: Bool

    init(_ root: RegexNode, isAnchored: Bool) {
        self.isAnchored = isAnchored
        prefix = Self.prefix(of: root)
        let beginning = root.beginning
        var firstBytes = Array(repeating: beginning.isOptional, count: 256)
        for range in beginning.scalars.ranges {
            let bytes = Self.firstByte(of: range.lowerBound)...Self.firstByte(of: range.upperBound)
            for byte in bytes { firstBytes[Int(byte)] = true }
        }
        // Bytes that are not UTF-8 count as U+FFFD.
        if beginning.scalars.contains(0xFFFD) {
            for byte in 0x80..<0x100 { firstBytes[byte] = true }
        }
        self.firstBytes = firstBytes.contains(false) ? firstBytes : []
    }

    /// The first place at which a match may begin; nil when there is none.
    ///
    /// - complexity: O(n · p) in the lengths of text and prefix, and p is 16 at most.
    func firstPlace(in utf8: Span<UInt8>) -> Int? {
        guard !firstBytes.isEmpty else { return 0 }
        let latest = utf8.count - max(prefix.count, 1)
        let last = isAnchored ? min(latest, 0) : latest
        var place = 0
        while place <= last {
            if firstBytes[Int(utf8[place])], hasPrefix(utf8, at: place) { return place }
            place += 1
        }
        return nil
    }

    private func hasPrefix(_ utf8: Span<UInt8>, at place: Int) -> Bool {
        var index = 0
        while index < prefix.count {
            if utf8[place + index] != prefix[index] { return false }
            index += 1
        }
        return true
    }

    /// The literal text at the front, up to a length worth comparing.
    private static func prefix(of root: RegexNode) -> [UInt8] {
        let nodes: [RegexNode]
        if case .sequence(let members) = root { nodes = members } else { nodes = [root] }
        var bytes: [UInt8] = []
        for node in nodes {
            guard case .set(let set) = node, let range = set.ranges.first, set.ranges.count == 1,
                range.count == 1, range.lowerBound != 0xFFFD,
                let scalar = Unicode.Scalar(range.lowerBound), bytes.count < 13
            else { break }
            bytes += Array(String(scalar).utf8)
        }
        return bytes
    }

    private static func firstByte(of scalar: UInt32) -> UInt8 {
        switch scalar {
        case ..<0x80: UInt8(scalar)
        case ..<0x800: UInt8(0xC0 | scalar >> 6)
        case ..<0x10000: UInt8(0xE0 | scalar >> 12)
        default: UInt8(0xF0 | scalar >> 18)
        }
    }
}
