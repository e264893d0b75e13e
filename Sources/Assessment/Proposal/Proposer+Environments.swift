import AuditIndex
import SecurityArchitecture

extension Proposer {
    /// A name that may suggest an environment, and the account it is used in.
    private struct Name: Hashable {
        var account: String
        var text: String
        var isSecret: Bool
    }

    /// The kinds of environments, in the order in which they are written.
    private static let kinds = ["production", "staging", "development"]

    /// Assigns an account to the environment that four of five of its names suggest.
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
                check("environments", "invalid account ID \(id): \(sighting.words)")
                continue
            }
            guard let best, let name = names[best.key] else {
                check(
                    "environments",
                    "account \(id): no names suggest an environment; \(sighting.words)"
                )
                continue
            }
            guard best.value * 5 >= total * 4 else {
                check("environments", "account \(id): its names suggest several environments")
                addPatterns(all.filter { $0.account == id }, to: &environments)
                continue
            }
            accounts[id] = name
            environments[name]?.accounts.append(
                (id, "\(best.value) of \(total) names suggest it; \(sighting.words)")
            )
        }
        proposal.environments = Self.kinds.compactMap { kind in
            names[kind].flatMap { environments[$0] }
        }.filter { !$0.accounts.isEmpty || !$0.roles.isEmpty || !$0.secrets.isEmpty }
        let known = Set(proposal.environments.map(\.name))
        names = names.filter { known.contains($0.value) }
    }

    /// Roles and secrets used on several days: an attacker cannot create many of those in a night.
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
            if let word = guess.word {
                for folder in ["\(word)/", "/\(word)/"] where name.text.hasPrefix(folder) {
                    pattern = folder + "*"
                }
            }
            if environments[environment]?.secrets.contains(pattern) == false {
                environments[environment]?.secrets.append(pattern)
            }
        }
    }
}
