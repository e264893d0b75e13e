import CloudTrail

/// What a rule of a security group opens, whatever its direction.
public struct SecurityGroupReach: Hashable, Sendable {
    /// The protocol.
    public var transport: TransportProtocol
    /// The ports; all of them for protocols without ports.
    public var ports: PortRange
    /// The peer, by id or by addresses.
    public var peer: SecurityGroupPeer
    /// The account of a peer group of somebody else; nil for a group of the same account.
    public var peerAccount: String?

    /// Describes what a rule opens.
    public init(
        _ transport: TransportProtocol,
        _ ports: PortRange,
        _ peer: SecurityGroupPeer,
        peerAccount: String? = nil
    ) {
        self.transport = transport
        self.ports = ports
        self.peer = peer
        self.peerAccount = peerAccount
    }

    /// Reads a protocol and ports as EC2 records them; nil where they make no sense.
    ///
    /// `-1` as the protocol, or as both ports, is everything. The ports of ICMP are types and
    /// codes, and are not looked at.
    ///
    /// - parameters:
    ///   - transport: `tcp`, `-1`, `58`.
    ///   - first: `fromPort`; nil where the record has none.
    ///   - last: `toPort`.
    ///   - peer: The peer.
    ///   - peerAccount: The account of a group of somebody else.
    public init?(
        transport text: String,
        first: Int?,
        last: Int?,
        _ peer: SecurityGroupPeer,
        peerAccount: String? = nil
    ) {
        guard let transport = TransportProtocol(text) else { return nil }
        guard transport.hasPorts, let first, first >= 0 else {
            self.init(transport, .all, peer, peerAccount: peerAccount)
            return
        }
        guard let ports = PortRange(first, last ?? first) else { return nil }
        self.init(transport, ports, peer, peerAccount: peerAccount)
    }

    /// Whether everybody is let in or out.
    ///
    /// That is a block of IPv4 of 7 bits or fewer, or of IPv6 of 6 bits or fewer: two halves of
    /// the internet are the internet, too.
    public var isWorld: Bool {
        guard case .block(let block) = peer else { return false }
        switch block.firstAddress {
        case .v4: return block.prefixLength <= 7
        case .v6: return block.prefixLength <= 6
        }
    }
}
