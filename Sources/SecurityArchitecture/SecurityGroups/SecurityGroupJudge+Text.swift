import CloudTrail

extension SecurityGroupJudge {
    /// A rule in the words of `audit.yaml`.
    ///
    /// - parameters:
    ///   - direction: In or out; nil where it is not known.
    ///   - reach: What the rule opens.
    ///   - environment: The environment of the group, which a peer's differs from.
    /// - returns: For example `27017 from Private-SG`, `udp 53 to 0.0.0.0/0`, `All from sg-…`.
    public func text(
        _ direction: SecurityGroupRule.Direction?,
        _ reach: SecurityGroupReach,
        environment: String?
    ) -> String {
        let word =
            switch direction {
            case .ingress: "from"
            case .egress: "to"
            case nil: "from or to"
            }
        return "\(services(of: reach)) \(word) \(name(of: reach, environment: environment))"
    }

    private func services(of reach: SecurityGroupReach) -> String {
        let ports = reach.ports == .all ? nil : reach.ports.description
        switch reach.transport {
        case .all: return "All"
        case .tcp: return ports ?? "All tcp"
        case .udp: return ports.map { "udp \($0)" } ?? "All udp"
        case .icmp: return "icmp"
        case .icmpv6: return "icmpv6"
        case .number(let number): return "protocol \(number)"
        }
    }

    private func name(of reach: SecurityGroupReach, environment: String?) -> String {
        switch reach.peer {
        case .group(let name): return name
        case .block(let block): return block.description
        case .prefixList(let id): return id
        case .groupID(let id):
            guard let known = group(id: id) else {
                return reach.peerAccount.map { "\($0)/\(id)" } ?? id
            }
            guard let other = known.environment, other != environment else {
                return known.group.name
            }
            return "\(known.group.name) (\(other))"
        }
    }
}
