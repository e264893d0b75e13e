/// Checks rules of security groups against the declaration.
///
/// For example:
///
/// ```swift
/// let check = SecurityGroupCheck(architecture)
/// let rule = CalledRule(direction: .ingress, reach: SecurityGroupReach(.tcp, port, everybody))
/// check.check(rule, opened: true, group: "sg-0dbdfd8430167bcec")
/// // [undeclared, world], "27017 from 0.0.0.0/0", "Ingress: 27017 from Private-SG"
/// ```
///
/// - complexity: O(1) to find a group by its id; O(n) in its declared lines to check a rule.
package struct SecurityGroupCheck: Sendable {
    /// A declared group, and the environment that an id of it belongs to.
    package struct Known: Hashable, Sendable {
        package var group: SecurityGroup
        /// The environment; nil where the id is for all.
        package var environment: String?
    }

    let architecture: Architecture
    private var known: [String: Known] = [:]
    private var named: [String: Known] = [:]

    package init(_ architecture: Architecture) {
        self.architecture = architecture
        for group in architecture.securityGroups {
            for (environment, id) in group.ids {
                known[id] = Known(group: group, environment: environment)
            }
            for id in group.sharedIDs { known[id] = Known(group: group, environment: nil) }
            // Anyone can give a group this name, so the name counts only without ids.
            if group.allIDs.isEmpty { named[group.name] = Known(group: group, environment: nil) }
        }
    }

    package var hasGroups: Bool { !architecture.securityGroups.isEmpty }

    /// The declared group with an id; by name only where it is declared without ids.
    package func group(id: String?, name: String? = nil) -> Known? {
        id.flatMap { known[$0] } ?? name.flatMap { named[$0] }
    }

    /// Checks a rule that is opened or removed.
    ///
    /// - parameters:
    ///   - opened: Whether it is opened rather than removed.
    ///   - id: The group's id.
    ///   - name: The group's name in EC2.
    package func check(
        _ rule: CalledRule,
        opened: Bool,
        group id: String?,
        name: String? = nil
    ) -> SecurityGroupCheckResult {
        let known = group(id: id, name: name)
        guard let reach = rule.reach else {
            return SecurityGroupCheckResult(verdicts: [rule.id == nil ? .unreadable : .byID])
        }
        let text = self.text(rule.direction, reach, environment: known?.environment)
        let world = opened && reach.isWorld ? [SecurityGroupVerdict.world] : []
        guard let known else {
            let verdict = hasGroups ? [SecurityGroupVerdict.undeclaredGroup] : []
            return SecurityGroupCheckResult(verdicts: verdict + world, rule: text)
        }
        let directions = rule.direction.map { [$0] } ?? [.ingress, .egress]
        let standings = directions.compactMap { status(of: reach, $0, known.group, id: id) }
        let permitted = standings.count(where: \.isPermitted)
        guard let closest = standings.max(by: { $0.score < $1.score }) else {
            return SecurityGroupCheckResult(verdicts: [.unevaluated] + world, rule: text)
        }
        if permitted > 0 {
            guard permitted == directions.count else {
                // Declared in one direction; only its id says which one it has.
                return SecurityGroupCheckResult(verdicts: [.declared, .byID], rule: text)
            }
            guard opened else {
                return SecurityGroupCheckResult(
                    verdicts: [.removesDeclared],
                    rule: text,
                    line: closest.line
                )
            }
            return SecurityGroupCheckResult(verdicts: [.declared], rule: text)
        }
        guard opened else {
            return SecurityGroupCheckResult(verdicts: [.removesUndeclared], rule: text)
        }
        let verdict: SecurityGroupVerdict =
            standings.contains(where: \.hasPeer) ? .wider : .undeclared
        return SecurityGroupCheckResult(verdicts: [verdict] + world, rule: text, line: closest.line)
    }

    /// How a rule compares with one direction of a group.
    private struct Comparison {
        var isPermitted: Bool
        var hasPeer: Bool
        var score: Int
        var line: String
    }

    /// nil where the direction is not declared.
    private func status(
        of reach: SecurityGroupReach,
        _ direction: SecurityGroupRule.Direction,
        _ group: SecurityGroup,
        id: String?
    ) -> Comparison? {
        let access = SecurityGroupAccess(direction, reach.transport, reach.ports, reach.peer)
        guard let isPermitted = group.permits(access, in: architecture, id: id),
            let rules = direction == .ingress ? group.ingress : group.egress
        else { return nil }
        let word = direction == .ingress ? "Ingress" : "Egress"
        var best = Comparison(
            isPermitted: isPermitted,
            hasPeer: false,
            score: isPermitted ? 8 : 0,
            line: "\(word): \(rules.first?.text ?? "None")"
        )
        var highest = -1
        for rule in rules {
            let hasPeer = group.covers(rule.peer, reach.peer, in: architecture, id: id)
            let score =
                (hasPeer ? 4 : 0) + (rule.ports.contains { $0.overlaps(reach.ports) } ? 2 : 0)
                + (rule.transport.covers(reach.transport) ? 1 : 0)
            best.hasPeer = best.hasPeer || hasPeer
            guard score > highest else { continue }
            highest = score
            best.score = (isPermitted ? 8 : 0) + score
            best.line = "\(word): \(rule.text)"
        }
        return best
    }
}

extension SecurityGroupCheck {
    /// A rule as `audit.yaml` writes it.
    ///
    /// - parameters:
    ///   - direction: nil where it is not known.
    ///   - reach: What the rule opens.
    ///   - environment: The group's; a peer's is named where it differs.
    /// - returns: For example `27017 from Private-SG`, `udp 53 to 0.0.0.0/0`, `All from sg-…`.
    package func text(
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
