/// Why a text, which each case carries, is not a ``CIDRBlock``.
public enum CIDRError: Error, Hashable, Sendable {
    /// What comes before the slash, or the whole text, is no address.
    case address(String)

    /// What comes after the slash is no number from 0 to 32.
    case prefixLengthV4(String)

    /// What comes after the slash is no number from 0 to 128.
    case prefixLengthV6(String)
}

extension CIDRError: CustomStringConvertible {
    /// What is wrong with the text, and what would be right.
    public var description: String {
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
