import ArgumentParser
import AuditIndex
import CloudTrail
import Detection

/// The command `audit status`.
struct StatusCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell what the index holds, and what could not be taken into it.",
        discussion: """
            Records read = indexed + duplicate + rejected, over all files of the ledger. The last \
            day of an account or region tells when its trail fell silent.

            Where ingest was given rules, it tells which of them have changed since.

              audit status
              audit status --problems      every damaged file and rejected record

            Exit status 1 says that --problems found none.
            """
    )

    @Flag(help: "List damaged files and rejected records.")
    var problems = false

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if !problems, let format = format.format, format == .csv || format == .tsv {
            throw ValidationError("The status is no table: --format takes table, json or jsonl.")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        if problems { return try printProblems(index, console) }
        let page = StatusPage(
            path: index.path,
            status: try index.status(),
            judgement: try judgement(index, console),
            accounts: try index.coverage(.account),
            regions: try index.coverage(.region)
        )
        switch format.resolved(console) {
        case .table: try page.write(console)
        default: try console.output.write(page.json + "\n")
        }
        return .success
    }

    /// What the events were judged by, beside what they would be judged by now.
    private func judgement(
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> JudgementReport? {
        guard let then = try index.judgementStatus() else { return nil }
        let architecture = try config.architecture(console)
        let set = RuleSelection(paths: then.paths, hasBuiltin: false).loadWhatIsThere()
        return JudgementReport(then, set: set, architecture: architecture)
    }

    private func printProblems(_ index: AuditDatabase, _ console: Console) throws -> ExitStatus {
        let format = format.resolved(console)
        var writer = format.rowWriter(
            columns: [
                OutputColumn("file", title: "FILE", shrink: .priority(2, minimum: 20), cut: .start),
                OutputColumn("offset", title: "BYTE", alignment: .trailing, shrink: .never),
                OutputColumn("reason", title: "REASON", shrink: .priority(1, minimum: 30)),
            ],
            sink: console.output,
            layout: console.layout
        )
        var count = 0
        try index.forEachProblem { problem in
            count += 1
            try writer.write([
                .text(problem.path.description),
                problem.offset.map { .integer($0) } ?? .null,
                .text(problem.reason),
            ])
        }
        try writer.finish()
        return count > 0 ? .success : .nothingFound
    }
}
