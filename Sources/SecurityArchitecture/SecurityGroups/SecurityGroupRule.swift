import Basics

/// Whom a rule of a security group lets in or out to.
package enum SecurityGroupPeer: Hashable, Sendable {
    /// A declared security group, by its name.
    case group(String)
    /// A security group, by its id.
    case groupID(String)
    /// A block of addresses.
    case block(CIDRBlock)
    /// A prefix list, by its id.
    case prefixList(String)
}

/// One rule of a declared security group.
///
/// For example `27017 from Private-SG`, `80/443 from 0.0.0.0/0`, `All to Private-SG`.
package struct SecurityGroupRule: Hashable, Sendable {
    /// Whether a rule lets in or out.
    package enum Direction: String, Hashable, Sendable {
        /// In.
        case ingress
        /// Out.
        case egress
    }

    /// In or out.
    package var direction: Direction
    /// The protocol.
    package var transport: TransportProtocol
    /// The ports; all of them for protocols without ports.
    package var ports: [PortRange]
    /// The peer.
    package var peer: SecurityGroupPeer
    /// The rule, as it was written.
    package var text: String
}

/// A rule as AWS has it: what a call authorises, or what is found in an account.
///
/// For example:
///
/// ```swift
/// let opened = SecurityGroupAccess(.ingress, .tcp, PortRange(27017, 27017)!, .block(everywhere))
/// architecture.securityGroup(id: "sg-0db…")?.permits(opened, in: architecture)   // false
/// ```
package struct SecurityGroupAccess: Hashable, Sendable {
    /// In or out.
    package var direction: SecurityGroupRule.Direction
    /// The protocol.
    package var transport: TransportProtocol
    /// The ports.
    package var ports: PortRange
    /// The peer, by id or by addresses.
    package var peer: SecurityGroupPeer

    /// Describes an access.
    package init(
        _ direction: SecurityGroupRule.Direction,
        _ transport: TransportProtocol,
        _ ports: PortRange = .all,
        _ peer: SecurityGroupPeer
    ) {
        self.direction = direction
        self.transport = transport
        self.ports = ports
        self.peer = peer
    }
}

extension SecurityGroupRule: CustomStringConvertible {
    /// The rule, as it was written.
    package var description: String { text }
}

/// The protocol of a rule.
package enum TransportProtocol: Hashable, Sendable {
    /// Everything, which EC2 writes as `-1`.
    case all
    /// TCP.
    case tcp
    /// UDP.
    case udp
    /// ICMP for IPv4.
    case icmp
    /// ICMP for IPv6.
    case icmpv6
    /// Any other by its number.
    case number(Int)

    /// Reads a protocol as EC2 and people write it; nil for anything else.
    ///
    /// - parameter text: `tcp`, `udp`, `icmp`, `icmpv6`, `-1`, `all`, or a number.
    package init?(_ text: String) {
        switch text.lowercased() {
        case "-1", "all", "any": self = .all
        case "tcp", "6": self = .tcp
        case "udp", "17": self = .udp
        case "icmp", "1": self = .icmp
        case "icmpv6", "58": self = .icmpv6
        default:
            guard let number = Int(text), (0...255).contains(number) else { return nil }
            self = .number(number)
        }
    }

    /// Whether a rule for this protocol is one for another too.
    func covers(_ other: TransportProtocol) -> Bool { self == .all || self == other }

    /// Whether the protocol has ports.
    var hasPorts: Bool { self == .tcp || self == .udp }
}

extension TransportProtocol: CustomStringConvertible {
    /// The protocol as EC2 writes it; reading it gives the same one again.
    package var description: String {
        switch self {
        case .all: "-1"
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmp: "icmp"
        case .icmpv6: "icmpv6"
        case .number(let number): "\(number)"
        }
    }
}

/// A run of ports, both ends included.
package struct PortRange: Hashable, Sendable {
    /// The first port.
    package let first: Int
    /// The last port.
    package let last: Int

    /// Every port.
    package static let all = PortRange(first: 0, last: 65_535)

    /// Makes a range; nil where the ports are none, or in the wrong order.
    package init?(_ first: Int, _ last: Int) {
        guard 0 <= first, first <= last, last <= 65_535 else { return nil }
        self.init(first: first, last: last)
    }

    private init(first: Int, last: Int) {
        self.first = first
        self.last = last
    }

    /// Whether the ranges have a port in common.
    func overlaps(_ other: PortRange) -> Bool { first <= other.last && other.first <= last }

    /// Whether ranges, taken together, have every port of this one.
    func isCovered(by ranges: [PortRange]) -> Bool {
        var next = first
        for range in ranges.sorted(by: { $0.first < $1.first }) where range.first <= next {
            next = max(next, range.last + 1)
        }
        return next > last
    }
}

extension PortRange: CustomStringConvertible {
    /// `27017`, `1024-65535` or `all ports`.
    package var description: String {
        if self == .all { return "all ports" }
        return first == last ? "\(first)" : "\(first)-\(last)"
    }
}
