/// A block of IP addresses: an address and the number of its leading bits that count.
///
/// For example:
///
/// ```swift
/// let block = try CIDRBlock("10.0.0.0/8")
/// block.contains(IPAddress("10.1.2.3")!)         // true
/// block.contains(IPAddress("::ffff:10.1.2.3")!)  // true: IPv4-mapped
/// try CIDRBlock("10.1.2.3/8").description        // "10.0.0.0/8"
/// ```
///
/// Bits after the prefix are cleared, as the AWS console does; the block is what was meant.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc4632#section-3.1>
package struct CIDRBlock: Hashable, Sendable {
    /// The first address of the block.
    package let firstAddress: IPAddress

    /// The number of leading bits that an address must share with ``firstAddress``.
    package let prefixLength: Int

    /// Reads a block.
    ///
    /// - parameter text: For example `10.0.0.0/8` or `2001:db8::/32`. An address alone is the
    ///   block of that address. A block of IPv4-mapped addresses is the block of IPv4 addresses.
    /// - throws: A ``CIDRError`` when the text is not a block.
    package init(_ text: String) throws(CIDRError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { throw .address(text) }
        let width: Int
        switch address {
        case .v4: width = 32
        case .v6: width = 128
        }
        var length = width
        if parts.count == 2 {
            guard let given = Self.prefixLength(parts[1]), given <= width else {
                throw width == 32 ? .prefixLengthV4(text) : .prefixLengthV6(text)
            }
            length = given
        }
        if width == 128, length >= 96, case .v4 = address.unmapped {
            self.init(address.unmapped, prefixLength: length - 96)
        } else {
            self.init(address, prefixLength: length)
        }
    }

    private init(_ address: IPAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        switch address {
        case .v4(let bits):
            firstAddress = .v4(bits & ~(UInt32.max >> prefixLength))
        case .v6(let high, let low):
            // Swift shifts by the width or more to zero, which is the mask that is meant.
            firstAddress = .v6(
                high: high & ~(UInt64.max >> min(prefixLength, 64)),
                low: low & ~(UInt64.max >> max(prefixLength - 64, 0))
            )
        }
    }

    /// Whether an address is in the block.
    ///
    /// An IPv4-mapped IPv6 address counts as its IPv4 address. Otherwise no block of one family
    /// contains an address of the other, not even `::/0`.
    package func contains(_ address: IPAddress) -> Bool {
        switch (firstAddress, address.unmapped) {
        case (.v4(let first), .v4(let bits)):
            return (first ^ bits) & ~(UInt32.max >> prefixLength) == 0
        case (.v6(let firstHigh, let firstLow), .v6(let high, let low)):
            return (firstHigh ^ high) & ~(UInt64.max >> min(prefixLength, 64)) == 0
                && (firstLow ^ low) & ~(UInt64.max >> max(prefixLength - 64, 0)) == 0
        default:
            return false
        }
    }

    private static func prefixLength(_ text: Substring) -> Int? {
        let digits = text.utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        return Int(text)
    }
}

extension CIDRBlock: CustomStringConvertible {
    /// The block in its canonical form, for example `10.0.0.0/8`; always with a prefix length.
    package var description: String {
        "\(firstAddress)/\(prefixLength)"
    }
}

/// Why a text, which each case carries, is not a ``CIDRBlock``.
package enum CIDRError: Error, Hashable, Sendable {
    /// What comes before the slash, or the whole text, is not an address.
    case address(String)

    /// What comes after the slash is not a number from 0 to 32.
    case prefixLengthV4(String)

    /// What comes after the slash is not a number from 0 to 128.
    case prefixLengthV6(String)
}

extension CIDRError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .address(let text):
            "'\(text)' is not a CIDR block: write an address and a prefix length, "
                + "for example 10.0.0.0/8 or 2001:db8::/32"
        case .prefixLengthV4(let text):
            "'\(text)' is not a CIDR block: the prefix length of an IPv4 block is 0 to 32"
        case .prefixLengthV6(let text):
            "'\(text)' is not a CIDR block: the prefix length of an IPv6 block is 0 to 128"
        }
    }
}
