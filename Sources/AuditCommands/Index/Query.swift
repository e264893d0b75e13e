import ArgumentParser
import AuditIndex
import Queries

/// Runs saved queries: `audit query`.
struct QueryCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Run a saved query, or your own SQL.",
        usage: """
            audit query <name> [--<parameter> <value> ...] [--limit <number>] [--format <format>] [--output <file>] [--db <file>]
            audit query <file.sql> [--<parameter> <value> ...]
            audit query --list
            """,
        discussion: """
            A query is one SELECT over the views of the index: events, activities, \
            secret_accesses, role_sessions, matches, alerts, sources. It cannot change anything.

            Parameters (:name in the SQL) are options here. --since and --until take times as \
            everywhere (--tz says of which zone) and become UTC text, as all times of the views are; :until is exclusive. Other values are text, or \
            numbers if the default is a number. A parameter without a default is required. --list \
            shows the queries and their parameters; --sql prints a query for you to change. Its \
            first lines are what --list shows.

              audit query --list
              audit query readers-of-secret --secret 'prod/*' --since 7d
              audit query key-use --key ASIAEXAMPLESTOLENWEB
              audit query root-use --sql > mine.sql; audit query mine.sql

            Exit status: 0 rows, 1 no rows, 2 too slow or failed.
            """
    )

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Query name or file, and its parameters.", valueName: "word")
    )
    var words: [String] = []

    @Flag(help: "List the saved queries and their parameters.")
    var list = false

    @Flag(help: "Print the query instead of running it.")
    var sql = false

    @Option(
        help: ArgumentHelp(
            "Stop after this time, such as 30s. Default: no limit.",
            valueName: "time"
        ),
        transform: WaitingTime.parse
    )
    var timeLimit: WaitingTime?

    @OptionGroup var limit: LimitOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        let line = try QueryLine(words)
        guard line.name == nil, !list else { return }
        throw ValidationError("Name a saved query or a file; --list shows the saved queries.")
    }

    func run(_ console: Console) throws -> ExitStatus {
        if list { return try writeList(console) }
        let line = try QueryLine(words)
        let query = try QuerySource.query(line.name ?? "")
        if sql {
            try console.output.write(query.text.hasSuffix("\n") ? query.text : query.text + "\n")
            return .success
        }
        let index = try AuditDatabase.openForReading(database.path(console))
        do {
            let arguments = try QueryArguments(
                query: query,
                names: try index.parameters(ofQuery: query.text)
            ).values(line.values, console.clock)
            return try run(query, arguments, index, console)
        } catch let error as QueryError {
            throw failure(error, query)
        }
    }

    private func run(
        _ query: SavedQuery,
        _ arguments: [String: QueryValue],
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let stop = QueryStop(after: timeLimit?.seconds)
        let interrupt = console.handlesInterrupts ? Interrupt { stop.stop() } : nil
        defer { interrupt?.cancel() }
        var rows = QueryRows(
            format: format.resolved(console),
            most: limit.limit?.rows ?? .max,
            console: console
        )
        do {
            try index.run(query.text, arguments, stop: stop) { columns, row in
                if let row { try rows.write(row, columns) } else { rows.columns = columns }
            }
        } catch is QueryRows.Full {}
        try rows.finish()
        if rows.count == 0 { try EmptyAnswer(index: index, console: console).say("No rows") }
        return rows.count == 0 ? .nothingFound : .success
    }

    private func failure(_ error: QueryError, _ query: SavedQuery) -> CommandFailure {
        switch error {
        case .malformed(let why), .notOneSelect(let why):
            CommandFailure(message: "\(query.name): \(why)", status: .usage)
        case .stopped:
            CommandFailure(
                message: "interrupted; the output is incomplete",
                status: .interrupted
            )
        case .tooLarge:
            CommandFailure(
                message:
                    "\(query.name): a row of the result has more than 4 MiB; select less of it, "
                    + "for example substr(column, 1, 1000)"
            )
        case .tooLong:
            CommandFailure(
                message: "\(query.name): took longer than --time-limit; the output is incomplete"
            )
        }
    }

    private func writeList(_ console: Console) throws -> ExitStatus {
        let format = format.resolved(console)
        var writer = format.rowWriter(
            columns: [
                OutputColumn("name", title: "NAME", shrink: .never),
                OutputColumn(
                    "title",
                    title: "DESCRIPTION",
                    shrink: .priority(2, minimum: 24),
                    wraps: true
                ),
                OutputColumn(
                    "parameters",
                    title: "PARAMETERS",
                    shrink: .priority(1, minimum: 20),
                    wraps: true
                ),
            ] + (format.isForPeople ? [] : [OutputColumn("answer")]),
            sink: console.output,
            layout: console.layout
        )
        for query in BuiltinQueries.queries {
            let cells: [OutputValue] = [.text(query.name), .text(query.title)]
            if format.isForPeople {
                let names = query.parameters.map(\.option).joined(separator: " ")
                try writer.write(cells + [.text(names)])
            } else {
                let parameters = query.parameters.map { parameter in
                    OutputValue.object([
                        ("name", .text(parameter.name)), ("meaning", .text(parameter.meaning)),
                        ("default", .optional(parameter.usual)),
                    ])
                }
                try writer.write(cells + [.array(parameters), .text(query.answer)])
            }
        }
        try writer.finish()
        return .success
    }
}

extension SavedQuery.Parameter {
    /// The option, in brackets if it has a default.
    var option: String { usual == nil ? "--\(name)" : "[--\(name)]" }
}
