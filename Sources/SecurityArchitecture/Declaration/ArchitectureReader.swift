import Basics
import StrictYAML
import Yams

/// Reads the sections of an `audit.yaml`.
struct ArchitectureReader {
    /// Replaced by each environment's name, where one entry is for all of them.
    static let placeholder = YAMLValue.placeholder

    /// The keys at the top of the file.
    static let sections = [
        "environments", "organizations", "secrets", "deployment-roles", "people", "workloads",
        "break-glass",
        "networks", "logs", "security-groups", "subnets", "signing-keys", "api", "mtls",
        "time-zone",
        "guess", "placeholders",
    ]

    let log: ProblemLog
    var architecture = Architecture()
    /// Where each pattern was written, for the check of conflicts.
    var origins: [Origin] = []
    /// What must be declared only once, and where it was.
    var claims: [String: FilePosition?] = [:]

    /// Where a pattern was written, and for which environment, group or contract.
    struct Origin {
        /// Only patterns about the same kind of thing can conflict.
        var subject: String
        var pattern: NamePattern
        var environment: String
        var path: String
        var mark: FilePosition?
    }

    mutating func read(_ root: YAMLValue) {
        guard let top = YAMLMapping(root, keys: Self.sections, meaning: "a mapping of sections")
        else { return }
        if let value = top["time-zone"], let zone = zone(value) { architecture.timeZone = zone }
        if let value = top["placeholders"] { architecture.placeholders = Placeholders.read(value) }
        if let value = top["guess"], let guess = value.boolean() {
            architecture.guessesTheRest = guess
        }
        // The order matters: later sections refer to names of earlier ones.
        if let value = top["environments"] { readEnvironments(value) }
        if let value = top["organizations"] { readOrganizations(value) }
        if let value = top["networks"] { readNetworks(value) }
        if let value = top["logs"] { readLogs(value) }
        if let value = top["secrets"] { readSecrets(value) }
        if let value = top["deployment-roles"] { readDeploymentRoles(value) }
        if let value = top["people"] { architecture.people = groups(value, as: "people") }
        if let value = top["workloads"] { architecture.workloads = groups(value, as: "workloads") }
        if let value = top["break-glass"] { readBreakGlass(value) }
        if let value = top["security-groups"] { readSecurityGroups(value) }
        if let value = top["subnets"] { readSubnets(value) }
        if let value = top["signing-keys"] { readSigningKeys(value) }
        if let value = top["api"] { readAPI(value) }
        if let value = top["mtls"] { readMutualTLS(value) }
    }

    /// Records that something was declared; the second time is a problem.
    ///
    /// - parameter what: For example `account 510000000001`.
    /// - returns: Whether it was the first time.
    @discardableResult
    mutating func claim(_ what: String, _ value: YAMLValue) -> Bool {
        if let first = claims[what] {
            let line = first.map { " on line \($0.line)" } ?? ""
            value.complain("\(what) is already declared\(line); keep one")
            return false
        }
        claims.updateValue(value.mark, forKey: what)
        return true
    }
}

extension ArchitectureReader {
    /// The entries of a section: a mapping of names, or a list of strings or of mappings with
    /// `name`.
    ///
    /// An entry with `<environment>` in it, or with a list as its `environment`, becomes one entry
    /// for each environment.
    func entries(_ section: YAMLValue, _ meaning: String) -> [Entry] {
        guard section.isList else {
            return section.entries(meaning).flatMap { expanded($0.name, $0.value) }
        }
        return section.list(meaning).flatMap { element -> [Entry] in
            if element.isMapping {
                guard let name = element.member("name") else {
                    element.complain("missing key 'name'")
                    return []
                }
                return name.text("a name", before: true).map { expanded($0, element) } ?? []
            }
            guard let name = element.text("a name, or a mapping with 'name'", before: true) else {
                return []
            }
            return expanded(name, element)
        }
    }

    struct Entry {
        var name: String
        var value: YAMLValue
        /// The environment that it was written for.
        var environment: String?
    }

    /// The entry, or one for each environment that it is written for.
    func expanded(_ name: String, _ value: YAMLValue) -> [Entry] {
        let chosen = value.member("environment")
        let hasPlaceholder =
            name.contains(Self.placeholder) || value.node.contains(Self.placeholder)
        guard hasPlaceholder || chosen?.isList == true else {
            return [Entry(name: name, value: value, environment: chosen.flatMap(environment))]
        }
        var names = architecture.environments.map(\.name)
        if let chosen {
            names = chosen.list("names of environments").compactMap(environment)
        } else if names.isEmpty {
            value.complain("uses \(Self.placeholder), but no environments are declared")
        }
        return names.map { environment in
            Entry(
                name: name.replacing(Self.placeholder, with: environment),
                value: YAMLValue(
                    node: value.node.replacing(Self.placeholder, with: environment),
                    path: value.path,
                    log: log
                ),
                environment: environment
            )
        }
    }

    /// The name of a declared environment.
    func environment(_ value: YAMLValue) -> String? {
        guard let name = value.text("the name of an environment") else { return nil }
        let names = architecture.environments.map(\.name)
        guard names.contains(name) else {
            let hint = NearestName.hint(name, among: names)
            value.complain("unknown environment \(name.quoted)\(hint)")
            return nil
        }
        return name
    }

    func zone(_ value: YAMLValue) -> ClockZone? {
        value.parsed("a time zone such as Europe/Berlin") { text throws(TextFault) in
            try ClockZone(text)
        }
    }

    func principals(_ value: YAMLValue) -> [PrincipalPattern] {
        value.list("roles").compactMap { element in
            element.parsed("a role's name, a glob or an ARN") { text throws(TextFault) in
                try PrincipalPattern(text)
            }
        }
    }

    func patterns(_ value: YAMLValue, _ meaning: String) -> [NamePattern] {
        value.list(meaning).compactMap { $0.pattern(meaning) }
    }

    /// Networks by name, or blocks of addresses.
    func sources(_ value: YAMLValue) -> [NetworkSource] {
        value.texts("the name of a network, or a CIDR block").compactMap { text, element in
            if let network = architecture.networks.first(where: { $0.name == text }) {
                return .network(network.name)
            }
            do { return .block(try CIDRBlock(text)) } catch {
                if text.first.map({ $0.isNumber }) == true, text.contains(".") || text.contains(":")
                {
                    element.complain("\(error)")
                } else {
                    let names = architecture.networks.map(\.name)
                    let hint = NearestName.hint(text, among: names)
                    element.complain("unknown network \(text.quoted)\(hint)")
                }
                return nil
            }
        }
    }
}

extension YAMLValue {
    /// Parses a text; the parser's fault becomes a problem.
    func parsed<Value>(
        _ meaning: String,
        _ parse: (String) throws(TextFault) -> Value
    ) -> Value? {
        guard let text = text(meaning) else { return nil }
        do throws(TextFault) { return try parse(text) } catch {
            complain(error.description)
            return nil
        }
    }

    func pattern(_ meaning: String) -> NamePattern? {
        parsed(meaning) { text throws(TextFault) in
            do { return try NamePattern(text) } catch { throw TextFault("\(error)") }
        }
    }

    /// A member of a mapping, before its keys are checked.
    func member(_ key: String) -> YAMLValue? {
        guard case .mapping(let mapping) = node,
            let node = Self.merged(mapping).first(where: { $0.key.lowercased() == key })?.value
        else { return nil }
        return YAMLValue(node: node, path: "\(path).\(key)", log: log)
    }
}

extension Node {
    /// Whether a text occurs in a scalar below; keys do not count.
    fileprivate func contains(_ text: String) -> Bool {
        switch self {
        case .scalar(let scalar): scalar.string.contains(text)
        case .sequence(let sequence): sequence.contains { $0.contains(text) }
        case .mapping(let mapping): mapping.contains { $0.value.contains(text) }
        case .alias: false
        }
    }

    /// The node with a text replaced in all scalars, each keeping its place in the file.
    fileprivate func replacing(_ text: String, with other: String) -> Node {
        switch self {
        case .scalar(let scalar):
            let replaced = scalar.string.replacing(text, with: other)
            return .scalar(.init(replaced, scalar.tag, scalar.style, scalar.mark))
        case .sequence(let sequence):
            let elements = sequence.map { $0.replacing(text, with: other) }
            return .sequence(.init(elements, sequence.tag, sequence.style, sequence.mark))
        case .mapping(let mapping):
            let pairs = mapping.map { ($0.key, $0.value.replacing(text, with: other)) }
            return .mapping(.init(pairs, mapping.tag, mapping.style, mapping.mark))
        case .alias: return self
        }
    }
}
