import Basics
import StrictYAML

/// A declared security group, and the only rules that it may have.
package struct SecurityGroup: Hashable, Sendable {
    /// The name, for example `DB-SG`.
    package var name: String
    /// The ids by environment.
    package var ids: [String: String]
    /// Ids without an environment.
    package var sharedIDs: [String]
    /// What it allows in; nil where nothing is declared.
    package var ingress: [SecurityGroupRule]?
    /// What it allows out; nil where nothing is declared.
    package var egress: [SecurityGroupRule]?

    /// The ids of the group in all environments.
    package var allIDs: [String] { ids.values.sorted() + sharedIDs }

    /// Whether the declaration permits an access.
    ///
    /// Rules combine: ports 1-10 and 11-20 are 1-20. A declared block permits the blocks inside it.
    /// A declared group permits the id that it has in the environment of this group's id.
    ///
    /// - parameters:
    ///   - architecture: The declaration, for the ids of named groups.
    ///   - id: The id of this group; nil for any.
    /// - returns: nil where the direction is not declared.
    package func permits(
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
    ///   - peer: The peer to cover.
    ///   - architecture: The declaration, for the ids of named groups.
    ///   - id: The id of this group; nil for any.
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

extension ArchitectureReader {
    private static let groupKeys = ["id", "ids", "ingress", "egress", "description"]

    mutating func readSecurityGroups(_ section: YAMLValue) {
        let members = section.entries("security groups by name")
        let names = Set(members.map(\.name))
        let networks = Dictionary(
            architecture.networks.map { ($0.name, $0.blocks) },
            uniquingKeysWith: { first, _ in first }
        )
        for (name, value) in members {
            guard
                let mapping = YAMLMapping(
                    value,
                    keys: Self.groupKeys,
                    meaning: "a security group: id, ingress and egress"
                )
            else { continue }
            var group = SecurityGroup(name: name, ids: [:], sharedIDs: [])
            for key in ["id", "ids"] {
                if let value = mapping[key] { readIDs(value, into: &group) }
            }
            group.ingress = mapping["ingress"].map { value in
                rules(
                    value,
                    RuleReader(direction: .ingress, groups: names, networks: networks, own: name)
                )
            }
            group.egress = mapping["egress"].map { value in
                rules(
                    value,
                    RuleReader(direction: .egress, groups: names, networks: networks, own: name)
                )
            }
            if let text = mapping["description"] { _ = text.text("a description") }
            architecture.securityGroups.append(group)
        }
    }

    /// One id, a list of ids, or ids by environment.
    private mutating func readIDs(_ value: YAMLValue, into group: inout SecurityGroup) {
        guard value.isMapping else {
            for (text, element) in value.texts("ids of security groups") {
                if isGroupID(text, element) { group.sharedIDs.append(text) }
            }
            return
        }
        for (name, element) in value.entries("ids by environment") {
            let names = architecture.environments.map(\.name)
            guard names.contains(name) else {
                let hint = NearestName.hint(name, among: names)
                element.complain("unknown environment \(name.quoted)\(hint)")
                continue
            }
            guard let text = element.text("an id such as sg-0123456789abcdef0"),
                isGroupID(text, element)
            else { continue }
            group.ids[name] = text
        }
    }

    private mutating func isGroupID(_ text: String, _ value: YAMLValue) -> Bool {
        guard text.isID("sg-") else {
            value.complain(
                "\(text.quoted) is not the id of a security group; it is sg- and 8 to 17 hex digits"
            )
            return false
        }
        claim("security group \(text)", value)
        return true
    }

    private func rules(_ value: YAMLValue, _ reader: RuleReader) -> [SecurityGroupRule] {
        value.list("rules, or None").flatMap { element -> [SecurityGroupRule] in
            if element.isMapping { return rule(element, reader) }
            return element.parsed("a rule") { text throws(TextFault) in
                try reader.rules(text)
            } ?? []
        }
    }

    /// Reads `{port: 27017, from: Private-SG}`.
    private func rule(_ value: YAMLValue, _ reader: RuleReader) -> [SecurityGroupRule] {
        let word = reader.direction == .ingress ? "from" : "to"
        let keys = ["port", "ports", "protocol", "description", word]
        guard let mapping = YAMLMapping(value, keys: keys, meaning: "a rule"),
            let peers = mapping.required(word, "a security group, a network or a CIDR block")
        else { return [] }
        var words: [String] = []
        for key in ["protocol", "port", "ports"] {
            words += mapping[key]?.texts("a port, a range, a protocol or All").map(\.text) ?? []
        }
        if words.isEmpty { words = ["All"] }
        let text = "\(words.joined(separator: " ")) \(word) "
        var rules: [SecurityGroupRule] = []
        for (name, element) in peers.texts("a security group, a network or a CIDR block") {
            do throws(TextFault) { rules += try reader.rules(text + name) } catch {
                element.complain(error.description)
            }
        }
        return rules
    }
}
