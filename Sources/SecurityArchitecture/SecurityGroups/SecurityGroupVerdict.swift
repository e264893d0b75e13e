/// How a change of a security group compares with the declaration.
package enum SecurityGroupVerdict: String, CaseIterable, Hashable, Sendable {
    /// What is opened is declared.
    case declared
    /// The group is declared; the peer is not.
    case undeclared
    /// The peer is declared, but fewer of its ports, or another protocol.
    case wider
    /// The whole internet is allowed in or out, which is not declared.
    case world
    /// The group is not declared, although others are.
    case undeclaredGroup = "undeclared-group"
    /// The group is declared, but not its rules of this direction.
    case unevaluated
    /// Only an earlier event says what the rule is.
    case byID = "by-id"
    /// A declared rule is removed.
    case removesDeclared = "removes-declared"
    /// An undeclared rule is removed.
    case removesUndeclared = "removes-undeclared"
    case deletesDeclared = "deletes-declared"
    /// Groups are attached to something.
    case attaches
    /// The record does not say what the rule is.
    case unreadable
}

package struct SecurityGroupCheckResult: Hashable, Sendable {
    /// One, plus ``SecurityGroupVerdict/world`` where it applies.
    package var verdicts: [SecurityGroupVerdict]
    /// The rule as `audit.yaml` writes it: `27017 from 0.0.0.0/0`; nil where it is not known.
    package var rule: String?
    /// The declared line that the rule breaks, comes closest to, or is: `Ingress: 27017 from
    /// Private-SG`; nil where there is none.
    package var line: String?
}

/// What a rule of a security group opens, whatever its direction.
package struct SecurityGroupReach: Hashable, Sendable {
    package var transport: TransportProtocol
    /// The ports; all of them for protocols without ports.
    package var ports: PortRange
    /// The peer, by id or by addresses.
    package var peer: SecurityGroupPeer
    /// The account of the peer group; nil where it is the same account.
    package var peerAccount: String?

    package init(
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

    /// Reads a protocol and ports as EC2 records them; nil where they are invalid.
    ///
    /// `-1` as the protocol, or as both ports, is everything. The ports of ICMP are types and
    /// codes, and are ignored.
    ///
    /// - parameters:
    ///   - transport: `tcp`, `-1`, `58`.
    ///   - first: `fromPort`; nil where the record has none.
    ///   - last: `toPort`.
    ///   - peerAccount: The account of a peer group in another account.
    package init?(
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

    /// Whether the whole internet is allowed in or out.
    ///
    /// That is an IPv4 block of up to 7 bits, or an IPv6 block of up to 6: two halves of the
    /// internet are the internet, too.
    package var isWorld: Bool {
        guard case .block(let block) = peer else { return false }
        switch block.firstAddress {
        case .v4: return block.prefixLength <= 7
        case .v6: return block.prefixLength <= 6
        }
    }
}
