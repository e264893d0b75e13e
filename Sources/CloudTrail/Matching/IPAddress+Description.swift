extension IPAddress: LosslessStringConvertible {
    /// The address in its canonical form, for example `203.0.113.7` or `2001:db8::1`.
    public var description: String {
        switch self {
        case .v4(let bits):
            Self.dotted(bits)
        case .v6(high: 0, let low) where low >> 32 == 0xFFFF:
            // RFC 5952, section 5: the prefix says that an IPv4 address follows, so show it.
            "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: low))
        case .v6(let high, let low):
            Self.grouped(high: high, low: low)
        }
    }

    private static func dotted(_ bits: UInt32) -> String {
        "\(bits >> 24).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
    }

    private static func grouped(high: UInt64, low: UInt64) -> String {
        let groups = [high, low].flatMap { half in
            (1...4).map { UInt16(truncatingIfNeeded: half >> UInt64(64 - 16 * $0)) }
        }
        let gap = longestZeroRun(in: groups)
        let hex = groups.map { String($0, radix: 16) }
        guard gap.count > 1 else { return hex.joined(separator: ":") }
        return hex[..<gap.lowerBound].joined(separator: ":") + "::"
            + hex[gap.upperBound...].joined(separator: ":")
    }

    /// Returns the first of the longest runs of zero groups.
    private static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in groups.indices {
            if groups[index] != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<(index + 1)
            }
        }
        return longest
    }
}
