import ArgumentParser
import Assessment
import AuditIndex
import Basics

/// Proposes a declaration: `audit init`.
struct InitCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Propose an audit.yaml from the index.",
        discussion: """
            Proposes environments, networks, secrets and their readers, deployment roles, people, \
            workloads and signing keys, each with its evidence. The index may contain an \
            attacker's activity, so only what was seen on several days, from a network with \
            several users, is proposed. Everything else becomes a comment that starts with CHECK: \
            read these before you trust the file.

              audit init
              audit init --output - | less

            Never overwrites a file; exits 64 if it exists.
            """
    )

    @Option(
        help: ArgumentHelp(
            "File to write; - prints. Default: --config, $AUDIT_CONFIG, or ./audit.yaml.",
            valueName: "file"
        )
    )
    var output: String?

    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let path = output ?? config.path(console) ?? "audit.yaml"
        let file = NewFile(
            path,
            hint: "write elsewhere with --output, or print with --output -"
        )
        // Fail before the work, which may take a while; writing checks again.
        if path != "-" { try file.check() }
        let index = try AuditDatabase.openForReading(database.path(console))
        let survey = try index.survey()
        guard !survey.days.isEmpty else {
            throw CommandFailure(
                message: "the index has no events to derive a proposal from; run audit ingest",
                status: .nothingFound
            )
        }
        let text = ProposalText(Proposal(of: survey))
        guard path != "-" else {
            try console.output.write(text.text)
            return .success
        }
        try file.write(Array(text.text.utf8))
        let (proposal, checks) = (text.proposal, text.checkCount)
        console.say(
            "Wrote \(path): \(Count(proposal.environments.count, "environment")), "
                + "\(Count(proposal.networks.count, "network")), "
                + "\(Count(proposal.secrets.count, "secret group")), "
                + "\(Count(proposal.deploymentRoles.count, "deployment role"))."
        )
        if checks > 0 {
            console.say("\(Count(checks, "line")) to check: grep CHECK \(path)")
        }
        return .success
    }
}
