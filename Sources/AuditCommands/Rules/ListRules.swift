import ArgumentParser
import Basics
import Detection

/// The command `audit rules`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List, show, check and test Sigma rules.",
        discussion: """
            Rules are standard Sigma: YAML files with one or more documents, which are rules, \
            correlations or filters. Besides CloudTrail's fields, they can use fields derived \
            from audit.yaml, which start with audit. A rule's tests follow it in the same file, \
            as a document of their own.

              audit rules list --rules sigma/rules/cloud/aws
              audit rules show 'Console login without MFA'
              audit rules lint && audit rules test
              audit rules backtest 8b1c9d7e --days 90
              audit rules fields
            """,
        subcommands: [
            RulesListCommand.self, RulesShowCommand.self, RulesLintCommand.self,
            RulesTestCommand.self, RulesBacktestCommand.self, RulesFieldsCommand.self,
            RulesCoverageCommand.self,
        ]
    )
}

/// Lists rules: `audit rules list`.
struct RulesListCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List rules, correlations and filters.",
        discussion: """
              audit rules list --rules my-rules --no-builtin-rules

            Exit status: 0 found, 1 none, 2 some were rejected.
            """
    )

    private static let columns = [
        OutputColumn("level", title: "LEVEL", shrink: .never) { Severity(rawValue: $0)?.style },
        OutputColumn("status", title: "STATUS", shrink: .never, rank: 3),
        OutputColumn("kind", title: "KIND", shrink: .never, rank: 2),
        OutputColumn("title", title: "TITLE", shrink: .priority(1, minimum: 40), wraps: true),
        OutputColumn("tests", title: "TESTS", alignment: .trailing, shrink: .never, rank: 5),
        OutputColumn("rule", title: "ID", shrink: .priority(2, minimum: 9), rank: 1),
        OutputColumn(
            "file",
            title: "FILE",
            shrink: .priority(3, minimum: 24),
            cut: .start,
            rank: 4
        ),
    ]

    /// When a filter expires, for programs.
    private static let expires = OutputColumn("expires")

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup var limit: LimitOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(declared: try config.placeholders(console), needsTests: true)
        rules.sayRejected(set, console)
        let entries = RuleEntry.all(of: set)
        let format = format.resolved(console)
        let isTable = format == .table
        var writer = format.rowWriter(
            columns: Self.columns + (isTable ? [] : [Self.expires]),
            sink: console.output,
            layout: console.layout
        )
        for entry in limit.prefix(of: entries) {
            let header = entry.header
            let status =
                isTable
                ? entry.expiry(now: console.now) ?? header.status?.rawValue
                : header.status?.rawValue
            try writer.write(
                [
                    .optional(header.level?.rawValue), .optional(status),
                    .text(entry.kind.rawValue), .text(header.displayTitle),
                    .integer(Int64(entry.tests.count)), .optional(header.identity),
                    .text(entry.place),
                ] + (isTable ? [] : [entry.expires.map { .time($0) } ?? .null])
            )
        }
        try writer.finish()
        guard set.rejected.isEmpty else { return .failure }
        return entries.isEmpty ? .nothingFound : .success
    }
}

/// A document of a rule set, as lists and pages show it.
struct RuleEntry {
    enum Kind: String {
        case rule, correlation, filter
    }

    var kind: Kind
    var header: RuleHeader
    /// The tests and the files they are in.
    var tests: [(file: String, test: RuleTestCase)]
    /// When a filter stops applying, in seconds since 1970.
    var expires: Int64?

    /// What a list says of a filter that expires: `expired`, or `to 2026-12-31`.
    func expiry(now: Int64) -> String? {
        expires.map { time in
            time <= now ? "expired" : "to \(EventTime(seconds: time).description.prefix(10))"
        }
    }

    /// The documents of a set: rules, then correlations, then filters, in the order of files.
    static func all(of set: RuleSet) -> [RuleEntry] {
        func tests(_ subject: RuleTestSuite.Subject) -> [(file: String, test: RuleTestCase)] {
            set.tests.filter { $0.subject == subject }
                .flatMap { suite in suite.cases.map { (suite.file, $0) } }
        }
        return set.rules.enumerated().map {
            RuleEntry(kind: .rule, header: $1.header, tests: tests(.rule($0)))
        }
            + set.correlations.enumerated().map {
                RuleEntry(kind: .correlation, header: $1.header, tests: tests(.correlation($0)))
            }
            + set.filters.map {
                RuleEntry(kind: .filter, header: $0.header, tests: [], expires: $0.expires)
            }
    }

    /// The documents with an ID, name or title; without any, those whose ID begins with the text
    /// or whose title contains it.
    static func matching(_ text: String, in entries: [RuleEntry]) -> [RuleEntry] {
        let wanted = text.lowercased()
        let exact = entries.filter { entry in
            entry.header.id == wanted || entry.header.name == text
                || entry.header.title.lowercased() == wanted
        }
        guard exact.isEmpty, !wanted.isEmpty else { return exact }
        return entries.filter { entry in
            entry.header.id?.hasPrefix(wanted) == true
                || entry.header.title.lowercased().contains(wanted)
        }
    }

    /// File and line of the document.
    var place: String { "\(header.file):\(header.line)" }
}
