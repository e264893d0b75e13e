import ArgumentParser
import AuditIndex
import Foundation

/// The command line of `audit`.
public struct AuditCommand: ParsableCommand {
    /// What `audit --help` says.
    public static let configuration = CommandConfiguration(
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
    public init() {}

    /// Runs the command that the process was started with, and exits.
    public static func runProcess() -> Never {
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
