extension ProposalText {
    mutating func writePeople() {
        section(
            "people",
            isEmpty: proposal.people.isEmpty,
            "Sessions of these are people. IAM users go here or to 'workloads', under users:."
        )
        if !proposal.people.isEmpty { list("roles", proposal.people, indent: "  ") }
        if !proposal.people.isEmpty, proposal.networks.contains(where: { $0.name == "office" }) {
            line("  from: office")
        }
        section(
            "break-glass",
            isEmpty: proposal.breakGlass.isEmpty,
            "Roles for emergencies; each use is reported."
        )
        for role in proposal.breakGlass {
            line("  \(YAMLText.scalar(role.text)): {}", because: role.words)
        }
    }

    mutating func writeWorkloads() {
        let proposed = proposal.workloads.filter { !$0.roles.isEmpty }
        section(
            "workloads",
            isEmpty: proposed.isEmpty,
            "Programs, and where they run: their credentials used elsewhere are reported."
        )
        for group in proposed {
            line("  \(YAMLText.scalar(group.name)):")
            if let environment = group.environment {
                line("    environment: \(YAMLText.scalar(environment))")
            }
            list("roles", group.roles, indent: "    ")
            if !group.networks.isEmpty { line("    from: \(YAMLText.list(group.networks))") }
            checks(group.checks, indent: "    ")
        }
        for group in proposal.workloads where group.roles.isEmpty {
            checks(group.checks, indent: "")
        }
    }

    mutating func writeSigningKeys() {
        section(
            "signing-keys",
            isEmpty: proposal.signingKeys.isEmpty,
            "Keys of KMS that sign. The algorithm is not in the index: add algorithm: RS256, or",
            "whatever it is."
        )
        for key in proposal.signingKeys {
            line("  \(YAMLText.scalar(key.name)):", because: key.words)
            line("    keys: \(YAMLText.scalar(key.key))")
            if let environment = key.environment {
                line("    environment: \(YAMLText.scalar(environment))")
            }
            if !key.signers.isEmpty { line("    signers: \(YAMLText.list(key.signers))") }
            checks(key.checks, indent: "    ")
        }
    }

    /// What the index knows of too little to propose it.
    mutating func writeRest() {
        line()
        comment(
            "The index does not keep rules of security groups. Declare each group, in the form",
            "",
            "security-groups:",
            "  DB-SG:",
            "    id: sg-0123456789abcdef0",
            "    Ingress: [\"27017 from Private-SG\"]",
            "    Egress: [\"None\"]"
        )
        if !proposal.groups.isEmpty { comment("", "Groups whose rules were changed:") }
        for group in proposal.groups.prefix(100) { comment("  \(group.id)  \(group.words)") }
        line()
        comment(
            "What guards the API, and listeners that ask clients for a certificate:",
            "",
            "api:",
            "  cors-origins: https://shop.example",
            "mtls:",
            "  listeners: arn:aws:elasticloadbalancing:..."
        )
        if !proposal.listeners.isEmpty { comment("", "Listeners and trust stores seen:") }
        for listener in proposal.listeners.prefix(100) {
            comment("  \(listener.id)  \(listener.words)")
        }
    }
}
