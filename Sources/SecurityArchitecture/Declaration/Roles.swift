import Basics
import StrictYAML

/// The contract of a role that changes an environment: who, from where, when, how long, what.
package struct DeploymentRole: Hashable, Sendable {
    package var name: String
    package var role: PrincipalPattern
    /// The environment that it changes.
    package var environment: String?
    /// Principals that may assume it; nil where the declaration has no `assumed-by`.
    package var assumers: [PrincipalPattern]?
    /// Subjects of OIDC providers that may assume it.
    package var subjects: [SubjectPattern]
    /// Where it may be assumed and used from; nil where nothing is declared.
    package var sources: [NetworkSource]?
    /// When it may be assumed; nil where nothing is declared.
    package var windows: [TimeWindow]?
    /// When it must not be assumed, windows or not.
    package var freezes: [Freeze]
    /// The longest session.
    package var maximumSession: TimeSpan?
    /// What it may do, as `service:Action`; nil where nothing is declared.
    package var allowedActions: [NamePattern]?
    /// What it must not do.
    package var forbiddenActions: [NamePattern]
}

/// A role that people assume in an emergency.
package struct BreakGlassRole: Hashable, Sendable {
    package var name: String
    package var role: PrincipalPattern
    package var environment: String?
    /// Who may assume it; nil where nothing is declared.
    package var assumers: [PrincipalPattern]?
    /// Where it may be used from; nil where nothing is declared.
    package var sources: [NetworkSource]?
}

/// People, or workloads: who they are, and where they call from.
package struct PrincipalGroup: Hashable, Sendable {
    package var name: String
    /// Their roles and users.
    package var principals: [PrincipalPattern]
    /// Their environment; nil where accounts and patterns decide.
    package var environment: String?
    /// Where they call from; nil where nothing is declared.
    package var sources: [NetworkSource]?
    /// The clients of the sign-in service that may have their sessions; nil where nothing is
    /// declared.
    package var clients: [SessionClient]?
}

extension ArchitectureReader {
    private static let deploymentKeys = [
        "name", "role", "environment", "assumed-by", "provider", "from", "windows", "freezes",
        "time-zone", "max-session", "allowed", "forbidden",
    ]

    mutating func readDeploymentRoles(_ section: YAMLValue) {
        for entry in entries(section, "deployment roles by name") {
            guard let role = role(entry) else { continue }
            if claim("deployment role \(role.text.quoted)", entry.value) {
                origins.append(
                    Origin(
                        subject: "deployment \(role.subject)",
                        pattern: role.pattern,
                        environment: entry.name,
                        path: entry.value.path,
                        mark: entry.value.mark
                    )
                )
            }
            var contract = DeploymentRole(
                name: entry.name,
                role: role,
                environment: entry.environment,
                subjects: [],
                freezes: [],
                forbiddenActions: []
            )
            // In a list, an entry may be just its name.
            if entry.value.isMapping || !section.isList,
                let mapping = YAMLMapping(
                    entry.value,
                    keys: Self.deploymentKeys,
                    meaning: "the contract of a deployment role"
                )
            {
                read(mapping, into: &contract)
            }
            architecture.deploymentRoles.append(contract)
        }
    }

    /// The role that an entry is about: its `role`, or its name.
    private func role(_ entry: Entry) -> PrincipalPattern? {
        let meaning = "a role's name, a glob or an ARN"
        if let value = entry.value.member("role") {
            return value.parsed(meaning) { text throws(TextFault) in try PrincipalPattern(text) }
        }
        do throws(TextFault) { return try PrincipalPattern(entry.name) } catch {
            entry.value.complain("\(error.description), or give the role under 'role'")
            return nil
        }
    }

    private func read(_ mapping: YAMLMapping, into contract: inout DeploymentRole) {
        let zone = mapping["time-zone"].flatMap(zone) ?? architecture.timeZone
        if let value = mapping["assumed-by"] {
            contract.assumers = []
            let provider = mapping["provider"]?.pattern("the host or ARN of an OIDC provider")
            for element in value.list("roles, or subjects of an OIDC provider") {
                readAssumer(element, provider: provider, into: &contract)
            }
        }
        contract.sources = mapping["from"].map(sources)
        contract.windows = mapping["windows"].map { windows($0, zone: zone) }
        contract.freezes = mapping["freezes"].map { freezes($0, zone: zone) } ?? []
        contract.maximumSession = mapping["max-session"].flatMap(duration)
        contract.allowedActions = mapping["allowed"].map(actions)
        contract.forbiddenActions = mapping["forbidden"].map(actions) ?? []
    }

    private func readAssumer(
        _ element: YAMLValue,
        provider: NamePattern?,
        into contract: inout DeploymentRole
    ) {
        if element.isMapping {
            guard
                let mapping = YAMLMapping(
                    element,
                    keys: ["oidc", "provider", "role"],
                    meaning: "a role, or an OIDC subject"
                )
            else { return }
            let own = mapping["provider"]?.pattern("the host or ARN of an OIDC provider")
            for subject in mapping["oidc"].map({ patterns($0, "subjects") }) ?? [] {
                contract.subjects.append(
                    SubjectPattern(subject: subject, provider: own ?? provider)
                )
            }
            contract.assumers? += mapping["role"].map(principals) ?? []
            if mapping["oidc"] == nil, mapping["role"] == nil {
                element.complain("needs 'oidc' or 'role'")
            }
        } else if let text = element.text("a role or an OIDC subject"),
            SubjectPattern.isSubject(text)
        {
            guard let subject = element.pattern("a subject") else { return }
            contract.subjects.append(SubjectPattern(subject: subject, provider: provider))
        } else {
            contract.assumers? += principals(element)
        }
    }

    private func clients(_ value: YAMLValue) -> [SessionClient] {
        let names = SessionClient.allCases.map(\.rawValue)
        return value.texts(names.joined(separator: ", ")).compactMap { text, element in
            if let client = SessionClient(rawValue: text) { return client }
            let hint = NearestName.hint(text, among: names)
            element.complain("unknown client \(text.quoted)\(hint)")
            return nil
        }
    }

    /// Actions as policies write them.
    private func actions(_ value: YAMLValue) -> [NamePattern] {
        value.list("actions such as ec2:Describe*").compactMap { element in
            guard let text = element.text("an action such as ec2:Describe*") else { return nil }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard text == "*" || parts.count == 2 && parts.allSatisfy({ !$0.isEmpty }) else {
                element.complain(
                    "\(text.quoted) is not an action; write service:Action, for example ec2:Describe*"
                )
                return nil
            }
            // IAM ignores the case of actions.
            return try? NamePattern(text == "*" ? "*:*" : text, caseInsensitive: true)
        }
    }

    mutating func readBreakGlass(_ section: YAMLValue) {
        let keys = ["name", "role", "environment", "assumed-by", "from"]
        for entry in entries(section, "roles for emergencies") {
            guard let role = role(entry) else { continue }
            claim("break-glass role \(role.text.quoted)", entry.value)
            var breakGlass = BreakGlassRole(
                name: entry.name,
                role: role,
                environment: entry.environment
            )
            if entry.value.isMapping || !section.isList,
                let mapping = YAMLMapping(entry.value, keys: keys, meaning: "a role")
            {
                breakGlass.assumers = mapping["assumed-by"].map(principals)
                breakGlass.sources = mapping["from"].map(sources)
            }
            architecture.breakGlassRoles.append(breakGlass)
        }
    }

    /// People or workloads.
    ///
    /// A mapping of groups; a single group (`roles`, `users`, `from`); a mapping of roles; or a
    /// list of roles.
    mutating func groups(_ section: YAMLValue, as meaning: String) -> [PrincipalGroup] {
        let keys = ["name", "roles", "users", "environment", "from", "clients"]
        let isOneGroup = section.member("roles") != nil || section.member("users") != nil
        let members =
            isOneGroup
            ? expanded(meaning, section) : entries(section, "\(meaning) by name")
        return members.flatMap { entry -> [PrincipalGroup] in
            var group = PrincipalGroup(
                name: entry.name,
                principals: [],
                environment: entry.environment
            )
            guard entry.value.isMapping else {
                group.principals = principals(entry.value)
                return [group]
            }
            guard let mapping = YAMLMapping(entry.value, keys: keys, meaning: meaning) else {
                return []
            }
            group.sources = mapping["from"].map(sources)
            group.clients = mapping["clients"].map(clients)
            if group.environment == nil {
                group.environment = mapping["environment"].flatMap(environment)
            }
            group.principals = mapping["roles"].map(principals) ?? []
            for (text, element) in mapping["users"]?.texts("IAM users") ?? [] {
                let name = text.hasPrefix("arn:") || text.hasPrefix("user/") ? text : "user/\(text)"
                do throws(TextFault) { group.principals.append(try PrincipalPattern(name)) } catch {
                    element.complain(error.description)
                }
            }
            if mapping["roles"] == nil, mapping["users"] == nil {
                do throws(TextFault) { group.principals = [try PrincipalPattern(entry.name)] } catch
                {
                    entry.value.complain("\(error.description), or give 'roles' or 'users'")
                }
            }
            return [group]
        }
    }
}
