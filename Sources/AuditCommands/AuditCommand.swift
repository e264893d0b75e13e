import ArgumentParser
import AuditIndex
import Foundation

/// The command line of `audit`.
package struct AuditCommand: ParsableCommand {
    /// What `audit --help` says.
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Search CloudTrail logs and check them against your security architecture.",
        discussion: """
            Read logs into an index once, then ask questions:

              audit ingest ~/dump/AWSLogs
              audit search --since 7d --event GetSecretValue --resource 'prod/*'
              audit show 2e8c9c6b
              audit secrets prod/orders/mongodb

            Or run Sigma rules over raw logs:

              audit scan ~/dump/AWSLogs --rules sigma/rules/cloud/aws

            The index is one SQLite file: --db, $AUDIT_DB, or ./audit.db. Running ingest again \
            reads only what is new.

            Exit status: 0 success, 1 nothing found, 2 some input failed, 64 usage error, \
            130 interrupted. Every status above 1 comes with its reason on standard error.
            """,
        version: Version.text,
        subcommands: [
            IngestCommand.self, SearchCommand.self, ShowCommand.self, SecretsCommand.self,
            GroupsCommand.self, DeploymentsCommand.self, TraceCommand.self, ScanCommand.self,
            AlertCommand.self, AlertsCommand.self, ReportCommand.self, QueryCommand.self,
            RulesCommand.self, InitCommand.self, StatusCommand.self, VerifyCommand.self,
        ]
    )

    package init() {}

    /// Runs the command that the process was started with, and exits.
    package static func runProcess() -> Never {
        // Whatever is written is for its owner only.
        umask(0o077)
        let console = Console.process()
        let status = run(Array(CommandLine.arguments.dropFirst()), console)
        Foundation.exit(status)
    }

    /// Runs a command line.
    static func run(_ arguments: [String], _ console: Console) -> Int32 {
        let status = status(of: arguments, console)
        // Whoever reads the status of a job in the morning has to find a reason for it.
        if status > 1, !console.errors.isUsed {
            console.complain("something failed; 'audit status --problems' lists unreadable input")
        }
        return status
    }

    private static func status(of arguments: [String], _ console: Console) -> Int32 {
        var kind: any ParsableCommand.Type = AuditCommand.self
        do {
            var command = try parseAsRoot(arguments)
            kind = type(of: command)
            if let command = command as? any ConsoleCommand {
                return try perform(command, console).rawValue
            }
            // Help, and commands that only have subcommands.
            try command.run()
            return ExitStatus.success.rawValue
        } catch OutputError.brokenPipe {
            // `audit search | head` has seen enough.
            return ExitStatus.success.rawValue
        } catch let error as IndexError {
            console.complain(error.description)
            return ExitStatus.failure.rawValue
        } catch let error as OutputError {
            console.complain(error.description)
            return ExitStatus.failure.rawValue
        } catch let error as CommandFailure {
            console.complain(error.message)
            return error.status.rawValue
        } catch {
            return finish(error, of: kind, arguments, console)
        }
    }

    /// Runs a command, whose output goes where its options say.
    private static func perform(
        _ command: any ConsoleCommand,
        _ console: Console
    ) throws -> ExitStatus {
        var console = console
        if let command = command as? any ZonedCommand {
            console.layout.zone = try command.zone.zone(console.environment)
        }
        guard let output = command as? any OutputCommand else {
            let status = try command.run(console)
            try console.output.flush()
            return status
        }
        if output.format.wide { console.layout = console.layout.wide }
        guard let file = output.format.file else {
            try output.checkFormat(console)
            let status = try command.run(console)
            try console.output.flush()
            return status
        }
        let draft = try file.draft()
        var page = console
        page.output = draft.sink
        page.outputFile = file.path
        page.layout = TableLayout(width: nil, color: false)
        page.layout.zone = console.layout.zone
        try output.checkFormat(page)
        let status = try command.run(page)
        guard status != .usage, status != .interrupted else { return status }
        try draft.finish()
        console.say("Wrote \(file.path).")
        return status
    }

    /// Prints the argument parser's message: help, the version, or an error.
    private static func finish(
        _ error: any Error,
        of kind: any ParsableCommand.Type,
        _ arguments: [String],
        _ console: Console
    ) -> Int32 {
        let code = exitCode(for: error).rawValue
        let message = kind.fullMessage(for: error)
        guard code == 0 else {
            let hint = Misspelling.hint(for: arguments)
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            // The usage comes last: what was meant is what to read first.
            console.say(
                ([lines.first.map(String.init), hint] + lines.dropFirst().map(String.init))
                    .compactMap(\.self).joined(separator: "\n")
            )
            return code
        }
        do {
            try console.output.write(message + "\n")
            try console.output.flush()
        } catch OutputError.brokenPipe {
            return 0
        } catch {
            console.complain("\(error)")
            return ExitStatus.failure.rawValue
        }
        return 0
    }
}

/// A command that writes to a console and returns an exit status.
protocol ConsoleCommand: ParsableCommand {
    func run(_ console: Console) throws -> ExitStatus
}

/// A command whose result goes where `--output` says, in the format that `--format` says.
protocol OutputCommand: ConsoleCommand {
    var format: FormatOptions { get }
    /// The formats that it can write now.
    var formats: [OutputFormat] { get }
}

extension OutputCommand {
    var formats: [OutputFormat] { OutputFormat.rows }

    /// - throws: ``CommandFailure`` for a format that the command does not write.
    func checkFormat(_ console: Console) throws {
        let asked = format.resolved(console)
        guard !formats.contains(asked) else { return }
        let names = formats.map(\.rawValue)
        throw CommandFailure(
            message:
                "\(Self.configuration.commandName ?? "this") writes no \(asked.rawValue); --format can be "
                + names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
            status: .usage
        )
    }
}

/// A command that reads or shows times.
protocol ZonedCommand: ConsoleCommand {
    var zone: ZoneOptions { get }
}

/// Why a command failed.
struct CommandFailure: Error {
    /// What is wrong, and what to do.
    var message: String
    /// How the process ends.
    var status = ExitStatus.failure
}

/// The exit status of a command.
enum ExitStatus: Int32 {
    /// Something was found, or all input was read.
    case success = 0
    /// Nothing was found.
    case nothingFound = 1
    /// Some input could not be read, or the index failed.
    case failure = 2
    /// The command line is wrong.
    case usage = 64
    /// Interrupted with Ctrl-C; finished work is kept.
    case interrupted = 130
}

/// The version of the program.
enum Version {
    /// As `audit --version` prints it.
    static let text = "0.1.0"

    /// Whether the compiler was asked for speed; a debug build is many times slower.
    static var isDebugBuild: Bool {
        #if DEBUG
        true
        #else
        false
        #endif
    }
}
