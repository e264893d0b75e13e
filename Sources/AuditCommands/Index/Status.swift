import ArgumentParser
import AuditIndex
import Basics

/// The command `audit status`.
struct StatusCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the index contains and what could not be read.",
        discussion: """
            Over all files, records read = indexed + duplicate + rejected. Aggregated events are \
            indexed but not counted as events: they sum up calls that may be in the log one by one. \
            LAST DAY shows when the trail of an account or region fell silent. If ingest was given \
            rules, status lists those that have changed since.

              audit status
              audit status --problems      damaged files and rejected records

            Exits 1 if --problems finds none.
            """
    )

    @Flag(help: "List damaged files and rejected records.")
    var problems = false

    @OptionGroup var limit: LimitOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    var formats: [OutputFormat] { problems ? OutputFormat.rows : OutputFormat.page }

    func validate() throws {
        if !problems, limit.limit != nil { throw ValidationError("--limit needs --problems.") }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        if problems { return try printProblems(index, console) }
        let page = StatusPage(
            path: index.path,
            status: try index.status(now: console.now),
            evaluation: try evaluation(index, console),
            accounts: try index.coverage(.account, now: console.now),
            regions: try index.coverage(.region, now: console.now)
        )
        switch format.resolved(console) {
        case .table: try page.write(console)
        default: try console.writeJSON(page.value)
        }
        return .success
    }

    /// The rules the events were evaluated with, compared with the rules of today.
    private func evaluation(
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> EvaluationReport? {
        guard let then = try index.evaluationStatus() else { return nil }
        let architecture = try config.architecture(console)
        let set = RuleSelection(remembered: then.paths).loadWhatIsThere(architecture)
            .without(filtersExpiredAt: console.now)
        return EvaluationReport(then, set: set, architecture: architecture)
    }

    private func printProblems(_ index: AuditDatabase, _ console: Console) throws -> ExitStatus {
        let format = format.resolved(console)
        var writer = format.rowWriter(
            columns: [
                OutputColumn("file", title: "FILE", shrink: .priority(2, minimum: 28), wraps: true),
                OutputColumn(
                    "offset",
                    title: "BYTE",
                    alignment: .trailing,
                    shrink: .never,
                    rank: 1
                ),
                OutputColumn(
                    "reason",
                    title: "REASON",
                    shrink: .priority(1, minimum: 30),
                    wraps: true
                ),
            ],
            sink: console.output,
            layout: console.layout
        )
        var count = 0
        try index.forEachProblem { problem in
            count += 1
            guard count <= limit.limit?.rows ?? .max else { return }
            try writer.write([
                .text(problem.path.description),
                problem.offset.map { .integer($0) } ?? .null,
                .text(problem.reason),
            ])
        }
        try writer.finish()
        if count == 0 {
            console.say("No damaged file and no rejected record in this index.")
        }
        return count > 0 ? .success : .nothingFound
    }
}

/// The page of `audit status`.
struct StatusPage {
    typealias Coverage = (text: String, events: Int, firstDay: Int64, lastDay: Int64)

    /// Accounts and regions that are listed; the others are counted.
    private static let shown = 20

    let path: String
    let status: IndexStatus
    let evaluation: EvaluationReport?
    let accounts: [Coverage]
    let regions: [Coverage]

    /// Writes the page for a person.
    func write(_ console: Console) throws {
        try console.output.write(summary.joined(separator: "\n") + "\n")
        try write("ACCOUNT", accounts, console)
        try write("REGION", regions, console)
        let files = status.files
        if status.records.rejected > 0 || files["damaged"] != nil || files["reading"] != nil {
            try console.output.write("\nRun 'audit status --problems' for details.\n")
        }
    }

    private var summary: [String] {
        var lines = ["\(TerminalText.visible(path)), \(Bytes(status.bytes))"]
        if let first = status.first, let last = status.last {
            lines.append("\(Count(status.events, "event")) from \(first) to \(last)")
        } else {
            lines.append("no events")
        }
        if status.future > 0 {
            lines.append(
                "\(Count(status.future, "event")) of the future, later than a day from now: kept, but "
                    + "no end of the logs"
            )
        }
        let files = status.files
        lines.append(
            "\(Count(files.values.reduce(0, +), "file")): \(Count(files["read"] ?? 0)) read"
                + part(files["digest"], "digests") + part(files["damaged"], "damaged")
                + part(files["reading"], "interrupted")
                + part(files["other"], "not CloudTrail") + otherKinds
        )
        let records = status.records
        lines.append(
            "\(Count(records.read, "record")) = \(Count(records.indexed)) indexed"
                + " + \(Count(records.duplicate)) duplicate + \(Count(records.rejected)) rejected"
        )
        return lines + (evaluation?.lines ?? [])
    }

    /// What the files are that are not CloudTrail, the most frequent first.
    private var otherKinds: String {
        guard !status.others.isEmpty else { return "" }
        let kinds = status.others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return " (" + kinds.map { "\(Count($0.value, $0.key))" }.joined(separator: ", ") + ")"
    }

    private func part(_ count: Int?, _ name: String) -> String {
        count.map { ", \(Count($0)) \(name)" } ?? ""
    }

    private func write(_ title: String, _ rows: [Coverage], _ console: Console) throws {
        guard !rows.isEmpty else { return }
        try console.output.write("\n")
        var writer = OutputFormat.table.rowWriter(
            columns: [
                OutputColumn(title, shrink: .priority(1, minimum: 12)),
                OutputColumn("EVENTS", alignment: .trailing, shrink: .never),
                OutputColumn("FIRST DAY", shrink: .never), OutputColumn("LAST DAY", shrink: .never),
            ],
            sink: console.output,
            layout: console.layout
        )
        for row in rows.prefix(Self.shown) {
            try writer.write([
                .text(row.text), .text(Count(row.events).description),
                .text(day(row.firstDay)), .text(day(row.lastDay)),
            ])
        }
        try writer.finish()
        if rows.count > Self.shown {
            try console.output.write("… and \(Count(rows.count - Self.shown)) more\n")
        }
    }

    private func day(_ seconds: Int64) -> String {
        String(EventTime(seconds: seconds).description.prefix(10))
    }

    /// The page for a program.
    var value: OutputValue {
        func coverage(_ name: String, _ rows: [Coverage]) -> OutputValue {
            .array(
                rows.map {
                    .object([
                        (name, .text($0.text)), ("events", .integer(Int64($0.events))),
                        ("firstDay", .text(day($0.firstDay))), ("lastDay", .text(day($0.lastDay))),
                    ])
                }
            )
        }
        func number(_ value: Int?) -> OutputValue { .integer(Int64(value ?? 0)) }
        let members: [(String, OutputValue)] = [
            ("file", .text(path)), ("bytes", .integer(status.bytes)),
            ("events", number(status.events)),
            ("first", status.first.map { .time($0.seconds) } ?? .null),
            ("last", status.last.map { .time($0.seconds) } ?? .null),
            ("future", status.future > 0 ? number(status.future) : .null),
            (
                "files",
                .object([
                    ("read", number(status.files["read"])),
                    ("digests", number(status.files["digest"])),
                    ("damaged", number(status.files["damaged"])),
                    ("interrupted", number(status.files["reading"])),
                    ("others", number(status.files["other"])),
                ])
            ),
            (
                "records",
                .object([
                    ("read", number(status.records.read)),
                    ("indexed", number(status.records.indexed)),
                    ("duplicate", number(status.records.duplicate)),
                    ("rejected", number(status.records.rejected)),
                ])
            ),
            ("rules", evaluation?.value ?? .null),
            ("accounts", coverage("recipientAccountId", accounts)),
            ("regions", coverage("awsRegion", regions)),
        ]
        return .object(members)
    }
}
