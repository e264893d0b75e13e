import CloudTrail

/// A declared security group and the only rules that it may have.
public struct SecurityGroup: Hashable, Sendable {
    /// The name, for example `DB-SG`.
    public var name: String
    /// The ids by environment.
    public var ids: [String: String]
    /// Ids for which no environment is told.
    public var sharedIDs: [String]
    /// What it lets in; nil where nothing is declared.
    public var ingress: [SecurityGroupRule]?
    /// What it lets out; nil where nothing is declared.
    public var egress: [SecurityGroupRule]?

    /// The ids of the group, whatever the environment.
    public var allIDs: [String] { ids.values.sorted() + sharedIDs }

    /// Whether the declaration lets an access through.
    ///
    /// The rules count together: ports 1-10 and 11-20 are 1-20. A block of addresses is let
    /// through by a declared block around it. A group is let through by its name's id of the
    /// environment that this group's id is of.
    ///
    /// - parameters:
    ///   - access: What is authorised.
    ///   - architecture: The declaration, for the ids of named groups.
    ///   - id: The id of this group that it is about; nil for any.
    /// - returns: nil where the direction is not declared, so that nothing can be judged.
    public func permits(
        _ access: SecurityGroupAccess,
        in architecture: Architecture,
        id: String? = nil
    ) -> Bool? {
        guard let rules = access.direction == .ingress ? ingress : egress else { return nil }
        let environment = environment(of: id)
        let fitting = rules.filter { rule in
            rule.transport.covers(access.transport)
                && Self.covers(rule.peer, access.peer, architecture, environment)
        }
        if access.transport == .all {
            return fitting.contains { $0.transport == .all }
        }
        guard access.transport.hasPorts else { return !fitting.isEmpty }
        return access.ports.isCovered(by: fitting.flatMap(\.ports))
    }

    /// Whether a declared peer is, or contains, another.
    ///
    /// - parameters:
    ///   - declared: The peer of a rule of this group.
    ///   - peer: Whom a rule lets in or out.
    ///   - architecture: The declaration, for the ids of named groups.
    ///   - id: The id of this group that it is about; nil for any.
    func covers(
        _ declared: SecurityGroupPeer,
        _ peer: SecurityGroupPeer,
        in architecture: Architecture,
        id: String?
    ) -> Bool {
        Self.covers(declared, peer, architecture, environment(of: id))
    }

    private func environment(of id: String?) -> String? { ids.first { $0.value == id }?.key }

    private static func covers(
        _ declared: SecurityGroupPeer,
        _ peer: SecurityGroupPeer,
        _ architecture: Architecture,
        _ environment: String?
    ) -> Bool {
        if declared == peer { return true }
        switch (declared, peer) {
        case (.group(let name), .groupID(let id)):
            guard let group = architecture.securityGroups.first(where: { $0.name == name }) else {
                return false
            }
            if group.sharedIDs.contains(id) { return true }
            guard let environment else { return group.allIDs.contains(id) }
            return group.ids[environment] == id
        case (.block(let block), .block(let inner)):
            return inner.prefixLength >= block.prefixLength && block.contains(inner.firstAddress)
        default: return false
        }
    }
}
