import Basics

/// The peer that a security group rule allows traffic from or to.
package enum SecurityGroupPeer: Hashable, Sendable {
    case group(String)
    case groupID(String)
    case block(CIDRBlock)
    case prefixList(String)
}

/// One rule of a declared security group.
///
/// For example `27017 from Private-SG`, `80/443 from 0.0.0.0/0`, `All to Private-SG`.
package struct SecurityGroupRule: Hashable, Sendable {
    package enum Direction: String, Hashable, Sendable {
        case ingress
        case egress
    }

    package var direction: Direction
    package var transport: TransportProtocol
    /// The ports; all of them for protocols without ports.
    package var ports: [PortRange]
    package var peer: SecurityGroupPeer
    package var text: String
}

/// A rule in AWS: authorised by a call, or found in an account.
///
/// For example:
///
/// ```swift
/// let opened = SecurityGroupAccess(.ingress, .tcp, PortRange(27017, 27017)!, .block(everywhere))
/// architecture.securityGroup(id: "sg-0db…")?.permits(opened, in: architecture)   // false
/// ```
package struct SecurityGroupAccess: Hashable, Sendable {
    package var direction: SecurityGroupRule.Direction
    package var transport: TransportProtocol
    package var ports: PortRange
    /// The peer, by id or by addresses.
    package var peer: SecurityGroupPeer

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
    package var description: String { text }
}

package enum TransportProtocol: Hashable, Sendable {
    /// Everything, which EC2 writes as `-1`.
    case all
    case tcp
    case udp
    case icmp
    case icmpv6
    case number(Int)

    /// Reads a protocol as EC2 or people write it; nil for anything else.
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

    /// Whether this protocol includes another.
    func covers(_ other: TransportProtocol) -> Bool { self == .all || self == other }

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

/// A range of ports, both ends included.
package struct PortRange: Hashable, Sendable {
    package let first: Int
    package let last: Int

    package static let all = PortRange(first: 0, last: 65_535)

    /// nil where the ports are invalid, or in the wrong order.
    package init?(_ first: Int, _ last: Int) {
        guard 0 <= first, first <= last, last <= 65_535 else { return nil }
        self.init(first: first, last: last)
    }

    private init(first: Int, last: Int) {
        self.first = first
        self.last = last
    }

    func overlaps(_ other: PortRange) -> Bool { first <= other.last && other.first <= last }

    /// Whether ranges together contain every port of this one.
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
