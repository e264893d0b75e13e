import Basics

/// A proposal as an `audit.yaml` that a tired person can edit in ten minutes.
///
/// What is proposed is YAML with its evidence as a comment; what needs a look first is a comment
/// that starts with `CHECK`.
package struct ProposalText {
    /// What is declared in it.
    package let proposal: Proposal
    package private(set) var text = ""

    /// The number of CHECK lines.
    package private(set) var checkCount = 0
    /// The number of CHECK lines in the current section.
    private var sectionChecks = 0

    /// Writes a proposal as it is, valid or not.
    init(writing proposal: Proposal) {
        self.proposal = proposal
        writeHead()
        writeEnvironments()
        writeNetworks()
        writeSecrets()
        writeDeploymentRoles()
        writePeople()
        writeWorkloads()
        writeSigningKeys()
        writeRest()
    }

    mutating func line(_ line: String = "") { text += line + "\n" }

    /// A value with its evidence as a comment.
    mutating func line(_ line: String, because words: String) {
        text += "\(line)  # \(YAMLText.comment(words))\n"
    }

    mutating func comment(_ lines: String...) {
        for line in lines { text += line.isEmpty ? "#\n" : "# \(YAMLText.comment(line))\n" }
    }

    /// Writes CHECK lines.
    mutating func checks(_ checks: [Proposal.Check], indent: String) {
        let most = sectionChecks < Self.mostOfSection ? Self.mostOfPlace : Self.fewOfPlace
        for check in checks.prefix(most) {
            checkCount += 1
            sectionChecks += 1
            text += "\(indent)# CHECK \(YAMLText.comment(check))\n"
        }
        if checks.count > most {
            text += "\(indent)# CHECK and \(checks.count - most) more like these\n"
        }
    }

    /// The most CHECK lines in one place: nobody reads more, and the file has to stay small.
    private static let mostOfPlace = 50
    /// The most CHECK lines in one place of a section that already has many.
    private static let fewOfPlace = 2
    private static let mostOfSection = 300

    /// A list, one line per element with its evidence; a single element is on the line of its key.
    mutating func list(
        _ key: String,
        _ elements: [(text: String, words: String)],
        indent: String
    ) {
        guard elements.count != 1 else {
            line(
                "\(indent)\(key): \(YAMLText.scalar(elements[0].text))",
                because: elements[0].words
            )
            return
        }
        line("\(indent)\(key):")
        for element in elements {
            line("\(indent)  - \(YAMLText.scalar(element.text))", because: element.words)
        }
    }

    /// Opens a section; an empty one is a comment.
    mutating func section(_ name: String, isEmpty: Bool, _ about: String...) {
        sectionChecks = 0
        line()
        for text in about { comment(text) }
        if isEmpty { comment("", "\(name):    nothing to propose") } else { line("\(name):") }
        checks(proposal.checks[name] ?? [], indent: isEmpty ? "" : "  ")
    }
}

extension ProposalText {
    private mutating func writeHead() {
        comment(
            "Security architecture, proposed by 'audit init' from an index of",
            "\(proposal.span).",
            "",
            "This is what was usual, which need not be right. Review it once:",
            "  - 'guessed' marks what is based on a name or a number alone.",
            "  - CHECK marks what was seen too rarely, or from an unknown network. If it is",
            "    intended, declare it; if not, investigate it.",
            "Usual means: on at least \(Count(proposal.threshold.days, "day")), from a network below."
        )
        if proposal.threshold.days < 3 {
            comment(
                "",
                "CAUTION: so few days say little about what is usual. Ingest more and run this again."
            )
        }
        comment("", "For every key, see the guide on audit.yaml.")
        line()
        line("time-zone: UTC")
        line(
            "guess: true",
            because: "guess from names what is not declared, and mark it"
        )
    }

    private mutating func writeEnvironments() {
        section(
            "environments",
            isEmpty: proposal.environments.isEmpty,
            "Accounts are assigned by the names of their roles and secrets."
        )
        for environment in proposal.environments {
            line("  \(YAMLText.scalar(environment.name)):")
            if environment.isProduction {
                line("    production: true", because: "guessed from the name")
            }
            if !environment.accounts.isEmpty {
                list(
                    "accounts",
                    environment.accounts.map { ($0.id, "guessed: \($0.words)") },
                    indent: "    "
                )
            }
            for (key, patterns) in [
                ("roles", environment.roles), ("secrets", environment.secrets),
            ] where !patterns.isEmpty {
                list(key, patterns.map { ($0, "guessed from the name") }, indent: "    ")
            }
        }
    }

    private mutating func writeNetworks() {
        section(
            "networks",
            isEmpty: proposal.networks.isEmpty,
            "Where calls come from. Any VPC, also an attacker's, can use the same private",
            "addresses, so add the IDs of your VPC endpoints, which are not in the index:",
            "vpc-endpoints: [vpce-...]"
        )
        for network in proposal.networks {
            list(
                "cidrs",
                network.blocks,
                heading: "  \(YAMLText.scalar(network.name)):",
                indent: "    "
            )
        }
    }

    private mutating func list(
        _ key: String,
        _ elements: [(text: String, words: String)],
        heading: String,
        indent: String
    ) {
        line(heading)
        list(key, elements, indent: indent)
    }

    private mutating func writeSecrets() {
        section(
            "secrets",
            isEmpty: proposal.secrets.isEmpty,
            "Who may read which secret; other readers are reported. Kinds are guessed from names.",
            "Declare the rotation interval as rotation: {max-age: 90d, by: ...}, and",
            "replica-regions: [] if a secret must not be replicated."
        )
        for secret in proposal.secrets {
            line("  \(YAMLText.scalar(secret.name)):", because: secret.words)
            line("    kind: \(secret.kind.rawValue)", because: "guessed from the name")
            line("    names: \(YAMLText.list(secret.names))")
            if let environments = secret.environments {
                line(
                    "    environment: [\(environments.map(YAMLText.scalar).joined(separator: ", "))]"
                )
            }
            if !secret.readers.isEmpty { line("    readers: \(YAMLText.list(secret.readers))") }
            if !secret.rotators.isEmpty {
                line("    rotation: {by: \(YAMLText.list(secret.rotators))}")
            }
            checks(secret.checks, indent: "    ")
        }
    }

    private mutating func writeDeploymentRoles() {
        section(
            "deployment-roles",
            isEmpty: proposal.deploymentRoles.isEmpty,
            "The contract of each role that changes an environment: who may assume it, from where,",
            "when, for how long, and what it may do. Windows are what was seen; uncomment them if",
            "they are intended."
        )
        for role in proposal.deploymentRoles {
            line(
                "  \(YAMLText.scalar(role.role)):",
                because: role.words[0] + (role.isGuessed ? "; guessed from the name" : "")
            )
            if let environment = role.environment {
                line("    environment: \(YAMLText.scalar(environment))")
            }
            if !role.assumers.isEmpty { list("assumed-by", role.assumers, indent: "    ") }
            if let provider = role.provider {
                line("    provider: \(YAMLText.scalar(provider))")
            }
            if !role.networks.isEmpty { line("    from: \(YAMLText.list(role.networks))") }
            for words in role.words.dropFirst() { line("    # \(YAMLText.comment(words))") }
            if let seconds = role.longestSession {
                line(
                    "    max-session: \(seconds / 60)m",
                    because: "the longest duration requested"
                )
            }
            checks(role.checks, indent: "    ")
        }
    }
}
