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

    /// Prints the argument parser's message: help, the version, or an error.
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

/// A command that writes to a console and returns an exit status.
protocol ConsoleCommand: ParsableCommand {
    func run(_ console: Console) throws -> ExitStatus
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
