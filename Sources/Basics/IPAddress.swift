/// An IPv4 or IPv6 address.
///
/// For example:
///
/// ```swift
/// IPAddress("203.0.113.7")                 // .v4
/// IPAddress("2001:DB8:0::1")?.description  // "2001:db8::1"
/// IPAddress("08.1.250.216")                // nil: a leading zero
/// IPAddress("cloudtrail.amazonaws.com")    // nil: sourceIPAddress often holds a service
/// ```
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc4291#section-2.2> (what is read),
/// <https://www.rfc-editor.org/rfc/rfc5952> (what is written)
package enum IPAddress: Hashable, Sendable {
    /// An IPv4 address, its first octet in the highest byte.
    case v4(UInt32)

    /// An IPv6 address, its first group in the highest 16 bits of `high`.
    case v6(high: UInt64, low: UInt64)

    /// Reads an address; nil when the text is not one.
    ///
    /// IPv4 is four decimal octets without leading zeros, since some parsers read `010` as 8. IPv6
    /// is any form of RFC 4291, `::` and a trailing IPv4 address included; a zone (`%eth0`) is
    /// rejected, as it means something on one host only.
    ///
    /// - parameter text: The address, with nothing before or after it.
    /// - complexity: O(n) in bytes; a text longer than any address is rejected at once.
    package init?(_ text: String) {
        self.init(utf8: text.utf8.span)
    }

    /// Reads an address; nil when the text is not one.
    ///
    /// - parameter text: The address, with nothing before or after it.
    package init?(_ text: Substring) {
        self.init(utf8: text.utf8.span)
    }

    /// Reads an address from UTF-8 bytes; nil when they are not one.
    ///
    /// - parameter utf8: The address, with nothing before or after it.
    package init?(utf8: Span<UInt8>) {
        // Longest: 0000:0000:0000:0000:0000:ffff:255.255.255.255
        guard (2...45).contains(utf8.count) else { return nil }
        if utf8.indices.contains(where: { utf8[$0] == UInt8(ascii: ":") }) {
            guard let address = Self.parseV6(utf8) else { return nil }
            self = address
        } else {
            guard let bits = Self.parseV4(utf8) else { return nil }
            self = .v4(bits)
        }
    }

    /// The IPv4 address in an IPv4-mapped IPv6 address (`::ffff:203.0.113.7`), else this address.
    package var unmapped: IPAddress {
        guard case .v6(high: 0, let low) = self, low >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }

    private static func parseV4(_ utf8: Span<UInt8>) -> UInt32? {
        var bits: UInt32 = 0
        var octets = 0
        var index = 0
        while true {
            let start = index
            var octet: UInt32 = 0
            while index < utf8.count, utf8[index] &- 0x30 < 10 {
                octet = octet * 10 + UInt32(utf8[index] &- 0x30)
                index += 1
                guard index - start <= 3 else { return nil }
            }
            guard index > start, octet <= 255,
                index - start == 1 || utf8[start] != UInt8(ascii: "0")
            else { return nil }
            bits = bits << 8 | octet
            octets += 1
            if index == utf8.count { return octets == 4 ? bits : nil }
            guard octets < 4, utf8[index] == UInt8(ascii: ".") else { return nil }
            index += 1
        }
    }

    private static func parseV6(_ utf8: Span<UInt8>) -> IPAddress? {
        var groups: [UInt16] = []
        groups.reserveCapacity(8)
        var gap: Int?
        var index = 0
        let colon = UInt8(ascii: ":")
        if utf8[0] == colon {
            guard utf8[1] == colon else { return nil }
            gap = 0
            index = 2
        }
        while index < utf8.count {
            guard groups.count < 8 else { return nil }
            let start = index
            var group: UInt16 = 0
            while index < utf8.count, let digit = hexDigit(utf8[index]) {
                guard index - start < 4 else { return nil }
                group = group << 4 | digit
                index += 1
            }
            if index < utf8.count, utf8[index] == UInt8(ascii: ".") {
                guard groups.count <= 6, let tail = parseV4(utf8.extracting(start...)) else {
                    return nil
                }
                groups.append(UInt16(tail >> 16))
                groups.append(UInt16(truncatingIfNeeded: tail))
                index = utf8.count
                break
            }
            guard index > start else { return nil }
            groups.append(group)
            if index == utf8.count { break }
            guard utf8[index] == colon, index + 1 < utf8.count else { return nil }
            index += 1
            if utf8[index] == colon {
                guard gap == nil else { return nil }
                gap = groups.count
                index += 1
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        return .v6(
            high: groups[..<4].reduce(0) { $0 << 16 | UInt64($1) },
            low: groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
        )
    }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - 0x30)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - 0x57)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - 0x37)
        default: nil
        }
    }
}

extension IPAddress: LosslessStringConvertible {
    /// The address in its canonical form, for example `203.0.113.7` or `2001:db8::1`.
    package var description: String {
        switch self {
        case .v4(let bits):
            Self.dotted(bits)
        case .v6(high: 0, let low) where low >> 32 == 0xFFFF:
            // RFC 5952, section 5: show the IPv4 address that the prefix announces.
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
