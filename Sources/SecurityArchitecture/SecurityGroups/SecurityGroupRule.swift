import CloudTrail

/// Whom a rule of a security group lets in or out to.
public enum SecurityGroupPeer: Hashable, Sendable {
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
public struct SecurityGroupRule: Hashable, Sendable {
    /// Whether a rule lets in or out.
    public enum Direction: String, Hashable, Sendable {
        /// In.
        case ingress
        /// Out.
        case egress
    }

    /// In or out.
    public var direction: Direction
    /// The protocol.
    public var transport: TransportProtocol
    /// The ports; all of them for protocols without ports.
    public var ports: [PortRange]
    /// The peer.
    public var peer: SecurityGroupPeer
    /// The rule, as it was written.
    public var text: String
}

/// A rule as AWS has it: what a call authorises, or what is found in an account.
///
/// For example:
///
/// ```swift
/// let opened = SecurityGroupAccess(.ingress, .tcp, PortRange(27017, 27017)!, .block(everywhere))
/// architecture.securityGroup(id: "sg-0db…")?.permits(opened, in: architecture)   // false
/// ```
public struct SecurityGroupAccess: Hashable, Sendable {
    /// In or out.
    public var direction: SecurityGroupRule.Direction
    /// The protocol.
    public var transport: TransportProtocol
    /// The ports.
    public var ports: PortRange
    /// The peer, by id or by addresses.
    public var peer: SecurityGroupPeer

    /// Describes an access.
    public init(
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
    public var description: String { text }
}
