import SecurityArchitecture
import StrictYAML

// A proposal is always valid: names come from logs, and what they add up to nobody can foresee.
extension ProposalText {
    /// Writes a proposal; what would make the file invalid becomes a CHECK line.
    package init(_ proposal: Proposal) {
        self.init(writing: proposal)
        var count = proposal.entryCount
        while let errors {
            var rest = self.proposal
            rest.leaveOut(errors.problems)
            // Each round leaves something out, so that there is a last one.
            if rest.entryCount >= count { rest.leaveOutAll() }
            count = rest.entryCount
            self.init(writing: rest)
            if count == 0 { break }
        }
    }

    /// Why the text is no valid `audit.yaml`; nil if it is one.
    private var errors: ArchitectureErrors? {
        do throws(ArchitectureErrors) {
            _ = try Architecture(yaml: Array(text.utf8), file: "audit.yaml")
            return nil
        } catch { return error }
    }
}

extension Proposal {
    /// The number of things that are declared.
    fileprivate var entryCount: Int {
        let patterns = environments.map {
            1 + $0.accounts.count + $0.roles.count + $0.secrets.count
        }
        return patterns.reduce(0, +) + networks.count + secrets.count + deploymentRoles.count
            + people.count + breakGlass.count + signingKeys.count
            + workloads.map(\.roles.count).reduce(0, +)
    }

    /// Leaves out the entries that problems are about, with a CHECK line for each.
    fileprivate mutating func leaveOut(_ problems: [ArchitectureProblem]) {
        for problem in problems {
            let path = Substring(problem.path)
            guard let section = path.split(separator: ".").first.map(String.init) else {
                // The file as a whole: too large, or too many values.
                halve()
                return
            }
            let rest = path.dropFirst(section.utf8.count + 1)
            func isMeant(_ name: String) -> Bool {
                rest == name || rest.hasPrefix(name + ".") || rest.hasPrefix(name + "[")
            }
            var left: [String] = []
            switch section {
            case "environments":
                for index in environments.indices where isMeant(environments[index].name) {
                    left += environments[index].roles + environments[index].secrets
                    environments[index].roles = []
                    environments[index].secrets = []
                }
                environments.removeAll {
                    $0.accounts.isEmpty && $0.roles.isEmpty && $0.secrets.isEmpty
                }
            case "networks":
                left = networks.filter { isMeant($0.name) }.map(\.name)
                leaveOut(networks: Set(left))
            case "secrets":
                left = secrets.filter { isMeant($0.name) }.flatMap(\.names)
                secrets.removeAll { isMeant($0.name) }
            case "deployment-roles":
                left = deploymentRoles.filter { isMeant($0.role) }.map(\.role)
                deploymentRoles.removeAll { isMeant($0.role) }
            case "break-glass":
                left = breakGlass.filter { isMeant($0.text) }.map(\.text)
                breakGlass.removeAll { isMeant($0.text) }
            case "workloads":
                left = workloads.filter { isMeant($0.name) }.flatMap { $0.roles.map(\.text) }
                workloads.removeAll { isMeant($0.name) }
            case "signing-keys":
                left = signingKeys.filter { isMeant($0.name) }.map(\.key)
                signingKeys.removeAll { isMeant($0.name) }
            default: people = []
            }
            checks[section, default: []] += left.map { "\($0), left out: \(problem.message)" }
        }
    }

    private mutating func leaveOut(networks names: Set<String>) {
        networks.removeAll { names.contains($0.name) }
        for index in deploymentRoles.indices {
            deploymentRoles[index].networks.removeAll(where: names.contains)
        }
        for index in workloads.indices {
            workloads[index].networks.removeAll(where: names.contains)
        }
    }

    /// Leaves out half of every long list.
    private mutating func halve() {
        func half<Element>(_ list: inout [Element], _ section: String) {
            guard list.count > 8 else { return }
            let rest = list.count / 2
            list.removeLast(rest)
            checks[section, default: []].append(
                "\(rest) more, left out: the file would be too large"
            )
        }
        half(&secrets, "secrets")
        half(&deploymentRoles, "deployment-roles")
        half(&breakGlass, "break-glass")
        half(&signingKeys, "signing-keys")
        for index in workloads.indices { half(&workloads[index].roles, "workloads") }
        for index in environments.indices {
            half(&environments[index].accounts, "environments")
            half(&environments[index].roles, "environments")
            half(&environments[index].secrets, "environments")
        }
    }

    /// Leaves out everything; what there was to look at stays.
    fileprivate mutating func leaveOutAll() {
        (environments, networks, secrets, deploymentRoles) = ([], [], [], [])
        (people, breakGlass, workloads, signingKeys) = ([], [], [], [])
    }
}
