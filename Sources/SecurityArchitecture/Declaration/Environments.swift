import Basics
import StrictYAML
import Yams

/// An environment: production, staging, development.
package struct Environment: Hashable, Sendable {
    package var name: String
    package var isProduction: Bool
    /// The accounts that belong to it entirely.
    package var accounts: [String]
    /// Roles that belong to it, in any account.
    package var roles: [PrincipalPattern]
    /// Secrets and parameters that belong to it, by name or ARN.
    package var secrets: [NamePattern]
    /// Any resources that belong to it, by ARN or the name that calls use.
    package var resources: [NamePattern]
    /// VPCs that belong to it, by id.
    package var vpcs: [NamePattern]
}

/// Addresses that calls come from: an office, a VPC, a pipeline's runners.
package struct Network: Hashable, Sendable {
    package var name: String
    /// The blocks, NAT addresses among them.
    package var blocks: [CIDRBlock]
    /// The VPC endpoints, by id.
    package var endpoints: [String]
}

/// A permitted origin of calls: a declared network, or a block of addresses.
package enum NetworkSource: Hashable, Sendable, CustomStringConvertible {
    case network(String)
    case block(CIDRBlock)

    package var description: String {
        switch self {
        case .network(let name): name
        case .block(let block): block.description
        }
    }

    /// Whether a call came from this source.
    package func contains(network: String?, address: IPAddress?) -> Bool {
        switch self {
        case .network(let name): name == network
        case .block(let block): address.map(block.contains) ?? false
        }
    }
}

extension ArchitectureReader {
    mutating func readEnvironments(_ section: YAMLValue) {
        let keys = ["name", "production", "accounts", "roles", "secrets", "resources", "vpcs"]
        let members =
            section.isList
            ? section.list("environments").compactMap { element in
                element.isMapping
                    ? element.member("name")?.text("a name").map { ($0, element) }
                    : element.text("a name").map { ($0, element) }
            } : section.entries("environments by name").map { ($0.name, $0.value) }
        for (name, value) in members {
            claim("environment \(name.quoted)", value)
            var environment = Environment(
                name: name,
                isProduction: false,
                accounts: [],
                roles: [],
                secrets: [],
                resources: [],
                vpcs: []
            )
            let hasMembers = value.isMapping || !value.isEmpty && value.node.scalar == nil
            if hasMembers,
                let mapping = YAMLMapping(value, keys: keys, meaning: "an environment")
            {
                read(mapping, into: &environment)
            } else if !hasMembers, !section.isList {
                value.complain(
                    "\(name) is \(value.isEmpty ? "empty" : "a string"); write at least its "
                        + "accounts, or patterns of its roles or secrets"
                )
            }
            architecture.environments.append(environment)
        }
    }

    private mutating func read(_ mapping: YAMLMapping, into environment: inout Environment) {
        if let value = mapping["production"], let flag = value.boolean() {
            environment.isProduction = flag
        }
        if let value = mapping["accounts"] {
            for (text, element) in value.texts("account ids") {
                guard text.isAccountID else {
                    element.complain("\(text.quoted) is not an account id: 12 digits, in quotes")
                    continue
                }
                claim("account \(text)", element)
                environment.accounts.append(text)
            }
        }
        if let value = mapping["roles"] {
            environment.roles = principals(value)
            note(value, "role", environment.name) { try? PrincipalPattern($0).pattern }
        }
        if let value = mapping["secrets"] {
            environment.secrets = patterns(value, "globs on the names of secrets")
            note(value, "secret", environment.name) { try? NamePattern($0) }
        }
        if let value = mapping["resources"] {
            environment.resources = patterns(value, "globs on ARNs or names of resources")
            note(value, "resource", environment.name) { try? NamePattern($0) }
        }
        if let value = mapping["vpcs"] {
            environment.vpcs = patterns(value, "ids of VPCs")
            for (text, element) in value.texts("ids of VPCs") where !text.hasPrefix("vpc-") {
                element.complain("\(text.quoted) is not the id of a VPC; these begin with vpc-")
            }
            note(value, "vpc", environment.name) { try? NamePattern($0) }
        }
    }

    /// Records where patterns were written, so that conflicts can be reported by line.
    mutating func note(
        _ value: YAMLValue,
        _ subject: String,
        _ environment: String,
        _ pattern: (String) -> NamePattern?
    ) {
        let elements = value.isList ? value.list("patterns") : [value]
        for element in elements {
            guard let text = element.node.scalar?.string, let pattern = pattern(text) else {
                continue
            }
            let isARN = text.hasPrefix("arn:")
            origins.append(
                Origin(
                    subject: isARN ? "\(subject) ARN" : subject,
                    pattern: pattern,
                    environment: environment,
                    path: element.path,
                    mark: element.mark
                )
            )
        }
    }

    mutating func readNetworks(_ section: YAMLValue) {
        for (name, value) in section.entries("networks by name") {
            var network = Network(name: name, blocks: [], endpoints: [])
            claim("network \(name.quoted)", value)
            if value.isMapping {
                let keys = ["cidrs", "nat", "vpc-endpoints"]
                guard let mapping = YAMLMapping(value, keys: keys, meaning: "a network") else {
                    continue
                }
                for key in keys {
                    if let value = mapping[key] { read(value, into: &network) }
                }
            } else {
                read(value, into: &network)
            }
            architecture.networks.append(network)
        }
    }

    private mutating func read(_ value: YAMLValue, into network: inout Network) {
        for (text, element) in value.texts("CIDR blocks, addresses, or ids of VPC endpoints") {
            if text.hasPrefix("vpce-") {
                claim("VPC endpoint \(text)", element)
                network.endpoints.append(text)
                continue
            }
            do {
                let block = try CIDRBlock(text)
                claim("block \(block)", element)
                network.blocks.append(block)
            } catch { element.complain("\(error)") }
        }
    }
}
