import ArgumentParser
import Basics
import Detection

/// Shows one rule whole: `audit rules show`.
struct RulesShowCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a rule: its description, tests and source.",
        discussion: """
            Name a rule by its ID, name or title, or by the beginning of its ID or part of its \
            title. IDs are not always unique: all matching rules are shown.

              audit rules show 8b1c9d7e
              audit rules show 'root account'

            Exits 1 if no rule matches.
            """
    )

    @Argument(help: ArgumentHelp("Rule ID, name or title.", valueName: "rule"))
    var rule: String

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(declared: try config.placeholders(console), needsTests: true)
        let found = RuleEntry.matching(rule, in: RuleEntry.all(of: set))
        guard !found.isEmpty else {
            let titles = RuleEntry.all(of: set).map(\.header.displayTitle)
            let near = NearestName.of(rule, among: titles).map { "; did you mean \($0.quoted)?" }
            console.complain("no rule matches \(rule)" + (near ?? "; 'audit rules list' lists all"))
            rules.sayRejected(set, console)
            return .nothingFound
        }
        try RulePage(entries: found).write(format.resolved(console), console)
        return .success
    }
}

/// The pages of some rules.
struct RulePage {
    private static let labelWidth = 17
    private static let columns = [
        "kind", "rule", "name", "title", "description", "status", "level", "tags", "author",
        "references", "falsepositives", "file", "line", "contentHash", "tests", "text",
    ].map { OutputColumn($0) }

    let entries: [RuleEntry]

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else { return try writeRows(format, console) }
        for (number, entry) in entries.enumerated() {
            if number > 0 { try console.output.write("\n") }
            try write(entry, console)
        }
    }

    private func write(_ entry: RuleEntry, _ console: Console) throws {
        let header = entry.header
        let color = console.layout.color
        let title = TerminalText.visible(header.displayTitle)
        try console.output.write(Style.bold.applied(to: title, color: color) + "\n")
        let levelStyle = color ? header.level?.style : nil
        let fields: [(String, String?, Style?)] = [
            ("Level", header.level?.rawValue, levelStyle), ("Status", header.status?.rawValue, nil),
            ("Kind", entry.kind.rawValue, nil), ("ID", header.id, nil), ("Name", header.name, nil),
            ("Author", header.author, nil),
            ("Tags", header.tags.map(\.description).joined(separator: ", "), nil),
            ("File", entry.place, nil), ("Content hash", header.contentHash, nil),
        ]
        for (label, text, style) in fields {
            guard let text, !text.isEmpty else { continue }
            try writeField(label, [text], console, style: style)
        }
        if let description = header.description {
            try writeField("Description", Self.lines(of: description), console)
        }
        try writeField("False positives", header.falsePositives, console)
        try writeField("References", header.references, console)
        try writeTests(entry, console)
        try console.writeHeading("Source")
        guard let text = RuleText.document(of: header, builtin: RuleSelection.builtinFiles) else {
            return try console.output.write("The file cannot be read any more.\n")
        }
        for line in Self.lines(of: text) {
            try console.output.write(TerminalText.visible(line) + "\n")
        }
    }

    private func writeTests(_ entry: RuleEntry, _ console: Console) throws {
        guard entry.kind != .filter else { return }
        guard !entry.tests.isEmpty else {
            return try writeField("Tests", ["none"], console)
        }
        let lines = entry.tests.map { _, test in
            (test.mustMatch ? "must match: " : "must not match: ") + test.name
        }
        try writeField("Tests", lines, console)
    }

    /// Writes a label and its lines, wrapped to the terminal; without lines, nothing.
    private func writeField(
        _ label: String,
        _ lines: [String],
        _ console: Console,
        style: Style? = nil
    ) throws {
        let width = console.layout.width.map { $0 - Self.labelWidth }
        let wrapped = lines.flatMap { TextWrap.lines(TerminalText.visible($0), width: width) }
        for (number, line) in wrapped.enumerated() {
            let label = number == 0 ? label : ""
            let space = String(repeating: " ", count: Self.labelWidth - label.count)
            let styled = style?.applied(to: line, color: console.layout.color) ?? line
            try console.output.write(
                Style.bold.applied(to: label, color: console.layout.color) + space + styled + "\n"
            )
        }
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private func writeRows(_ format: OutputFormat, _ console: Console) throws {
        var writer = format.rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for entry in entries { try writer.write(Self.row(of: entry)) }
        try writer.finish()
    }

    private static func row(of entry: RuleEntry) -> [OutputValue] {
        let header = entry.header
        func texts(_ texts: [String]) -> OutputValue { .array(texts.map { .text($0) }) }
        let tests = entry.tests.map { file, test in
            OutputValue.object([
                ("name", .text(test.name)), ("match", .boolean(test.mustMatch)),
                ("file", .text(file)), ("line", .integer(Int64(test.line))),
            ])
        }
        return [
            .text(entry.kind.rawValue), .optional(header.id), .optional(header.name),
            .text(header.title), .optional(header.description),
            .optional(header.status?.rawValue), .optional(header.level?.rawValue),
            texts(header.tags.map(\.description)), .optional(header.author),
            texts(header.references), texts(header.falsePositives), .text(header.file),
            .integer(Int64(header.line)), .text(header.contentHash), .array(tests),
            .optional(RuleText.document(of: header, builtin: RuleSelection.builtinFiles)),
        ]
    }
}
