import AuditIndex
import SecurityArchitecture

extension Proposer {
    /// A name that may tell an environment, and the account that it is used in.
    private struct Name: Hashable {
        var account: String
        var text: String
        var isSecret: Bool
    }

    /// What the words of names mean, in the order in which environments are written.
    private static let kinds = ["production", "staging", "development"]

    /// Accounts belong to the environment that four of five of their names tell.
    mutating func findEnvironments() {
        let all = habitualNames()
        var words: [String: [String: Int]] = [:]
        var byAccount: [String: [String: Int]] = [:]
        for name in all {
            guard let guess = EnvironmentWord(in: name.text) else { continue }
            byAccount[name.account, default: [:]][guess.environment, default: 0] += 1
            if let word = guess.word {
                words[guess.environment, default: [:]][word, default: 0] += 1
            }
        }
        for kind in Self.kinds {
            guard byAccount.values.contains(where: { $0[kind] != nil }) else { continue }
            let best = words[kind]?.max { ($0.value, $1.key) < ($1.value, $0.key) }
            names[kind] = best?.key ?? kind
        }
        var environments: [String: Proposal.Environment] = [:]
        for (kind, name) in names {
            environments[name] = .init(name: name, isProduction: kind == "production")
        }
        for (id, sighting) in survey.accounts {
            let tally = byAccount[id] ?? [:]
            let total = tally.values.reduce(0, +)
            let best = tally.max { ($0.value, $1.key) < ($1.value, $0.key) }
            guard id.utf8.count == 12, id.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
                check("environments", "an account that is none: \(id), \(sighting.words)")
                continue
            }
            guard let best, let name = names[best.key] else {
                check("environments", "account \(id) has no telling names, \(sighting.words)")
                continue
            }
            guard best.value * 5 >= total * 4 else {
                check("environments", "account \(id) is shared: its names tell several")
                addPatterns(all.filter { $0.account == id }, to: &environments)
                continue
            }
            accounts[id] = name
            environments[name]?.accounts.append(
                (id, "\(best.value) of \(total) telling names; \(sighting.words)")
            )
        }
        proposal.environments = Self.kinds.compactMap { kind in
            names[kind].flatMap { environments[$0] }
        }.filter { !$0.accounts.isEmpty || !$0.roles.isEmpty || !$0.secrets.isEmpty }
        let known = Set(proposal.environments.map(\.name))
        names = names.filter { known.contains($0.value) }
    }

    /// Roles and secrets that were used on several days: nobody makes up many of those in a night.
    private func habitualNames() -> Set<Name> {
        var roles: [Name: Sighting] = [:]
        for call in survey.calls {
            let principal = call.principal.principal
            guard principal.kind == .role, let account = principal.accountID else { continue }
            let name = Name(account: account, text: principal.name, isSecret: false)
            roles[name, default: Sighting()].add(call.sighting)
        }
        for access in survey.accesses {
            let name = Name(
                account: access.secret.place.accountID,
                text: access.secret.name,
                isSecret: true
            )
            roles[name, default: Sighting()].add(access.sighting)
        }
        return Set(roles.filter { threshold.isHabit($0.value) }.keys)
    }

    private func addPatterns(
        _ names: [Name],
        to environments: inout [String: Proposal.Environment]
    ) {
        for name in names.sorted(by: { $0.text < $1.text }).prefix(2_000) {
            guard PatternText.isWritable(name.text), let guess = EnvironmentWord(in: name.text),
                let environment = self.names[guess.environment]
            else { continue }
            guard name.isSecret else {
                let pattern = Self.rolePattern(name.text)
                if (try? PrincipalPattern(pattern)) != nil,
                    environments[environment]?.roles.contains(pattern) == false
                {
                    environments[environment]?.roles.append(pattern)
                }
                continue
            }
            var pattern = PatternText.literal(name.text)
            for folder in ["\(guess.word ?? "/")/", "/\(guess.word ?? "/")/"]
            where name.text.hasPrefix(folder) {
                pattern = folder + "*"
            }
            if environments[environment]?.secrets.contains(pattern) == false {
                environments[environment]?.secrets.append(pattern)
            }
        }
    }
}
