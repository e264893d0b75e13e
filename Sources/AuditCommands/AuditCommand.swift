import ArgumentParser
import AuditIndex
import Foundation

/// The command line of `audit`.
package struct AuditCommand: ParsableCommand {
    /// What `audit --help` says.
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Find out from CloudTrail logs who did what, and with which secret.",
        discussion: """
            Read a dump into an index once, then ask it questions:

              audit ingest ~/dump/AWSLogs
              audit search --since 7d --event GetSecretValue --resource 'prod/*'
              audit show 2e8c9c6b
              audit secrets prod/orders/mongodb

            Or run rules over logs as they lie:

              audit scan ~/dump/AWSLogs --rules sigma/rules/cloud/aws

            The index is one SQLite file, ./audit.db unless --db or AUDIT_DB names another. \
            Running ingest again reads only what is new.

            Exit status: 0 found, 1 nothing found, 2 some input failed, 64 wrong usage, \
            130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            IngestCommand.self, SearchCommand.self, ShowCommand.self, SecretsCommand.self,
            GroupsCommand.self, DeploymentsCommand.self, TraceCommand.self, ScanCommand.self,
            AlertCommand.self, AlertsCommand.self, ReportCommand.self, QueryCommand.self,
            RulesCommand.self, InitCommand.self, StatusCommand.self,
        ]
    )

    /// Makes the command.
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
        var kind: any ParsableCommand.Type = AuditCommand.self
        do {
            var command = try parseAsRoot(arguments)
            kind = type(of: command)
            let status: ExitStatus
            if let command = command as? any ConsoleCommand {
                status = try command.run(console)
            } else {
                try command.run()
                status = .success
            }
            try console.output.flush()
            return status.rawValue
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
            return finish(error, of: kind, console)
        }
    }

    /// Prints what the argument parser has to say: help, the version, or what is wrong.
    private static func finish(
        _ error: any Error,
        of kind: any ParsableCommand.Type,
        _ console: Console
    ) -> Int32 {
        let code = exitCode(for: error).rawValue
        let message = kind.fullMessage(for: error)
        guard code == 0 else {
            console.say(message)
            return code
        }
        try? console.output.write(message + "\n")
        try? console.output.flush()
        return 0
    }
}

/// A command that talks to a console, and ends with a status.
protocol ConsoleCommand: ParsableCommand {
    /// Does what the command is for.
    func run(_ console: Console) throws -> ExitStatus
}

/// Why a command could not do its work.
struct CommandFailure: Error {
    /// What is wrong, and what to do.
    var message: String
    /// How the process ends.
    var status = ExitStatus.failure
}

/// What the exit code of a command says.
///
/// The table is in the README, and each row has a test.
enum ExitStatus: Int32 {
    /// Something was found; or all input was good.
    case success = 0
    /// Nothing was found.
    case nothingFound = 1
    /// Some input could not be read, or the index failed.
    case failure = 2
    /// The command line is wrong.
    case usage = 64
    /// Somebody pressed Ctrl-C; what was done is kept.
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
