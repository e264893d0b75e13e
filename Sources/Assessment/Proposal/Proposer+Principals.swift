import AuditIndex
import Basics
import SecurityArchitecture

extension Proposer {
    mutating func findPrincipals() {
        findPeople()
        findInstances()
        findOthers()
    }

    private mutating func findPeople() {
        let people = survey.calls.filter(\.principal.isPerson)
        if !people.isEmpty {
            let sum = Sighting.sum(people.map(\.sighting))
            let names = Set(people.flatMap(\.sessionNames)).count
            proposal.people.append(
                ("AWSReservedSSO_*", "\(Count(names, "session name")); \(sum.words)")
            )
        }
        for call in Set(survey.calls.map(\.principal)).sorted(by: { $0.text < $1.text }) {
            let role = call.principal
            guard role.kind == .role, let pattern = Self.pattern(role) else { continue }
            let name = role.name.lowercased()
            guard ["break-glass", "breakglass", "emergency"].contains(where: name.contains),
                !proposal.breakGlass.contains(where: { $0.text == pattern })
            else { continue }
            proposal.breakGlass.append((pattern, "guessed from the name"))
        }
    }

    /// The roles of instances and functions, a group for each environment.
    private mutating func findInstances() {
        var groups: [String: Proposal.Workloads] = [:]
        let functions = functionRoles
        let taken = Set(proposal.deploymentRoles.map(\.role) + proposal.breakGlass.map(\.text))
        let calls = survey.calls.filter { call in
            guard let role = call.principal.role else { return false }
            return call.principal.type == "instance" || functions.contains(role)
        }
        for (role, calls) in Dictionary(grouping: calls, by: { $0.principal.role ?? "" })
            .sorted(by: { $0.key < $1.key })
        {
            let principal = Principal(role: role)
            guard let pattern = Self.pattern(principal), !taken.contains(pattern) else { continue }
            let kind = functions.contains(role) ? "functions" : "instances"
            let environment = environment(principal)
            let name = environment.map { "\(kind)-\($0)" } ?? kind
            var group =
                groups[name] ?? Proposal.Workloads(name: name, environment: environment)
            let usual = calls.filter { isUsual($0.address) }
            let strange = calls.filter { !isUsual($0.address) }
            let sighting = Sighting.sum(usual.map(\.sighting))
            if threshold.isHabit(sighting) || functions.contains(role) && sighting.count > 0 {
                if !group.roles.contains(where: { $0.text == pattern }) {
                    group.roles.append((pattern, sighting.words))
                }
                group.networks = Set(group.networks + networks(usual.map(\.address))).sorted()
            } else {
                group.checks.append(
                    "\(principal.name); \(Sighting.sum(calls.map(\.sighting)).words)"
                )
            }
            for call in strange {
                group.checks.append(
                    "\(principal.name) from \(call.address); \(call.sighting.words)"
                )
            }
            groups[name] = group
        }
        proposal.workloads = groups.values.sorted { $0.name < $1.name }
    }

    /// IAM users: the index cannot tell people from programs.
    private mutating func findOthers() {
        let users = survey.calls.filter { $0.principal.type == "user" }
        for (text, calls) in Dictionary(grouping: users, by: \.principal.text)
            .sorted(by: { $0.key < $1.key })
        {
            let principal = calls[0].principal.principal
            let sum = Sighting.sum(calls.map(\.sighting))
            let addresses = calls.map(\.address).prefix(3).joined(separator: ", ")
            check(
                "people",
                "\(text): a person or a workload? from \(addresses); \(sum.words)"
                    + (Self.pattern(principal) == nil
                        ? " (its name cannot be written in this file)" : "")
            )
        }
    }

    /// Signing keys, and what only a person can declare.
    mutating func findActions() {
        findSigningKeys()
        let groups = survey.actions.filter { $0.resource.contains("sg-") }
        for (id, actions) in Dictionary(grouping: groups, by: \.resource)
            .sorted(by: { $0.key < $1.key })
        {
            proposal.groups.append((id, Self.words(of: actions)))
        }
        let listeners = survey.actions.filter {
            $0.eventName.hasSuffix("Listener") || $0.eventName.contains("TrustStore")
        }
        for (id, actions) in Dictionary(grouping: listeners, by: \.resource)
            .sorted(by: { $0.key < $1.key })
        {
            proposal.listeners.append((id, Self.words(of: actions)))
        }
    }

    private static func words(of actions: [IndexSurvey.Action]) -> String {
        let names = Set(actions.map { $0.principal.principal.name }).sorted().prefix(3)
        return "changed by \(names.joined(separator: ", ")); "
            + Sighting.sum(actions.map(\.sighting)).words
    }

    private mutating func findSigningKeys() {
        var used: Set<String> = []
        let signs = survey.actions.filter { $0.eventName == "Sign" && $0.sighting.count > 0 }
        for (key, actions) in Dictionary(grouping: signs, by: \.resource)
            .sorted(by: { $0.key < $1.key })
        {
            let pattern = PatternText.literal(key)
            guard PatternText.isWritable(key), let arn = ResourceName(key), arn.service == "kms",
                arn.resource.hasPrefix("key/")
            else { continue }
            let environment = environment(account: arn.accountID, name: key)
            var entry = Proposal.SigningKey(
                name: Self.entryName("key-\(environment ?? "")", &used),
                key: pattern,
                environment: environment,
                signers: [],
                words: Sighting.sum(actions.map(\.sighting)).words,
                checks: []
            )
            let bySigner = Dictionary(grouping: actions) { action in
                action.principal.role ?? action.principal.text
            }
            for (_, actions) in bySigner.sorted(by: { $0.key < $1.key }) {
                let signer = actions[0].principal.principal
                let usual = actions.filter { isUsual($0.address) }
                let isHabit = threshold.isHabit(Sighting.sum(usual.map(\.sighting)))
                if isHabit, !actions[0].principal.isPerson, let text = Self.pattern(signer) {
                    entry.signers.append(text)
                }
                let strange = isHabit ? actions.filter { !isUsual($0.address) } : actions
                for action in strange {
                    entry.checks.append(
                        "\(signer.name) from \(action.address); \(action.sighting.words)"
                    )
                }
            }
            proposal.signingKeys.append(entry)
        }
    }
}
