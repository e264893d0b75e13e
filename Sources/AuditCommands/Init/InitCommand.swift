import ArgumentParser
import Assessment
import AuditIndex
import Basics
import Foundation
import SecurityArchitecture
import StrictYAML

/// Proposes a declaration: `audit init`.
struct InitCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Propose an audit.yaml from what the index has seen.",
        discussion: """
            Writes environments, networks, secrets and their readers, deployment roles, people, \
            programs and signing keys as they were usual, each with what was seen of it. An index \
            may hold the traces of an attacker: so what counts as usual is what was seen on \
            several days, from a network that many share. All else stands in comments that begin \
            with CHECK. Read them before you trust the file.

              audit init
              audit init --output - | less

            It never overwrites a file. Exit status 64 says that there is one already.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Where to write; - prints. Default: --config, $AUDIT_CONFIG, or ./audit.yaml.",
            valueName: "file"
        )
    )
    var output: String?

    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let path = output ?? config.path(console) ?? "audit.yaml"
        // Before the work, which may take a while; the file is made in a way that asks again.
        if path != "-", FileManager.default.fileExists(atPath: path) { throw Self.exists(path) }
        let index = try AuditDatabase.openForReading(database.path(console))
        let survey = try index.survey()
        guard !survey.days.isEmpty else {
            throw CommandFailure(
                message: "the index holds no events to propose anything from; run audit ingest",
                status: .nothingFound
            )
        }
        let proposal = Proposal(of: survey)
        let text = ProposalText(proposal)
        let bytes = Array(text.text.utf8)
        do throws(ArchitectureErrors) {
            _ = try Architecture(yaml: bytes, file: path)
        } catch {
            for problem in error.problems { console.complain(problem.description) }
            throw CommandFailure(
                message: "what would be proposed is no audit.yaml, which is a fault of this "
                    + "program; nothing was written"
            )
        }
        guard path != "-" else {
            try console.output.write(text.text)
            return .success
        }
        try Self.write(bytes, to: path)
        let checks = text.checkCount
        console.say(
            "Wrote \(path): \(Count(proposal.environments.count, "environment")), "
                + "\(Count(proposal.networks.count, "network")), "
                + "\(Count(proposal.secrets.count, "group")) of secrets, "
                + "\(Count(proposal.deploymentRoles.count, "deployment role"))."
        )
        if checks > 0 {
            console.say("\(Count(checks, "line")) to look at: grep CHECK \(path)")
        }
        return .success
    }

    private static func exists(_ path: String) -> CommandFailure {
        CommandFailure(
            message: "\(path) is there already, and is never overwritten; write elsewhere with "
                + "--output, or print with --output -",
            status: .usage
        )
    }

    /// Writes a new file, readable by its owner only.
    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw exists(path) }
            throw CommandFailure(
                message: "\(path) cannot be written: \(String(cString: strerror(errno)))"
            )
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
            try file.close()
        } catch {
            unlink(path)
            throw CommandFailure(message: "\(path) cannot be written; is the disk full?")
        }
    }
}
