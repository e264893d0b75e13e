import ArgumentParser
import Detection

/// Lists rules: `audit rules list`.
struct RulesListCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List rules, correlations and filters.",
        discussion: """
            Exit status: 0 there are some, 1 there are none, 2 some could not be taken.
            """
    )

    private static let columns = [
        OutputColumn("level", title: "LEVEL", shrink: .never) { RuleLevel(rawValue: $0)?.style },
        OutputColumn("status", title: "STATUS", shrink: .never),
        OutputColumn("kind", title: "KIND", shrink: .never),
        OutputColumn("title", title: "TITLE", shrink: .priority(1, minimum: 20)),
        OutputColumn("tests", title: "TESTS", alignment: .trailing, shrink: .never),
        OutputColumn("rule", title: "ID", shrink: .priority(2, minimum: 12)),
        OutputColumn("file", title: "FILE", shrink: .priority(3, minimum: 16), cut: .start),
    ]

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(needsTests: true)
        rules.sayRejected(set, console)
        let entries = RuleEntry.all(of: set)
        var writer = format.resolved(console).rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for entry in entries {
            let header = entry.header
            try writer.write([
                .optional(header.level?.rawValue), .optional(header.status?.rawValue),
                .text(entry.kind.rawValue), .text(header.displayTitle),
                .integer(Int64(entry.tests.count)), .optional(header.identity),
                .text(entry.place),
            ])
        }
        try writer.finish()
        guard set.rejected.isEmpty else { return .failure }
        return entries.isEmpty ? .nothingFound : .success
    }
}
