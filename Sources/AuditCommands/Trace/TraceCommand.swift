import ArgumentParser
import AuditIndex
import SecurityArchitecture

/// Shows who is behind a session, and what came of it: `audit trace`.
struct TraceCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show who is behind an access key, a session or an event, and what came of it.",
        discussion: """
            Back to the first cause (a person, a pipeline's subject, an instance, a service) and \
            forward to every session and key that was made from it, across accounts, as a tree; \
            ▶ marks what was asked for. \
            A link that the logs do not have is shown as missing, and a contract that was broken \
            on the way is shown as such. Calls that AWS services make with somebody's session \
            are that session's.

              audit trace ASIAEXAMPLESTOLENWEB          an access key
              audit trace i-0c0ffee4d5e6a7b81           a session, by its name or its ARN
              audit trace 2e8c9c6b                      an event, by how its id begins

            Exit status 1 says that the index knows no such thing.
            """
    )

    @Argument(help: ArgumentHelp("An access key, a session or an event.", valueName: "who"))
    var who: String

    @Option(
        help: ArgumentHelp("Of a session with many keys, the latest so many.", valueName: "number")
    )
    var keys = 20

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard !who.isEmpty else { throw ValidationError("What to trace is empty.") }
        guard keys > 0 else {
            throw ValidationError("--keys takes a number from 1 on, not \(keys).")
        }
        if let format = format.format, format == .csv || format == .tsv {
            throw ValidationError("A trace is no table: --format takes table, json or jsonl.")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let traces = try SessionTracer(index).traces(of: who, keys: keys)
        guard !traces.isEmpty else {
            console.complain("the index knows no access key, session or event \(who)")
            return .nothingFound
        }
        if format.resolved(console) == .table {
            try TraceTree(judge: SessionJudge(architecture)).write(traces, console)
        } else {
            try TraceObject(judge: SessionJudge(architecture)).write(traces, console)
        }
        return .success
    }
}
