import ArgumentParser
import AuditIndex
import Basics
import Ingestion

/// The command `audit search`.
struct SearchCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search the index for events.",
        discussion: """
            Options narrow the search; repeat an option for OR. In a pattern, * matches any text \
            and ? one character. A pattern matches a whole value or the name in an ARN, ignoring \
            case; with ! in front, it excludes what it matches. The newest events come first. A \
            narrow terminal shows fewer columns, unless --fields chooses them.

            audit.yaml, as it is now, assigns environments; what it leaves open is guessed from \
            names. An event belongs to the environment of the secret, role or resource that it is \
            about, else to that of its account.

              audit search --since 7d --event GetSecretValue --secret 'prod/*'
              audit search --env production --principal '!deploy-*' --denied
              audit search --role deploy-prod --ip '!192.0.2.0/24'
              audit search --since 2026-03-07 --denied --top audit.principal
              audit search ASIAEXAMPLESTOLENWEB --reverse --limit 0

            Fields of --fields and --top: \
            \(SearchField.allCases.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @OptionGroup(title: "Which events") var filters: FilterOptions
    @OptionGroup(title: "Which events") var environments: EnvironmentOptions
    @OptionGroup(title: "Which events") var config: ConfigOptions

    @Option(
        help: ArgumentHelp(
            "Print at most this many; 0 prints all. Default: 100; 20 with --top.",
            valueName: "number"
        )
    )
    var limit: Int?

    @Flag(help: "Print the oldest events first.")
    var reverse = false

    @Flag(help: "Print only the number of events.")
    var count = false

    @Option(help: ArgumentHelp("Count events by the values of this field.", valueName: "field"))
    var top: String?

    @Option(help: ArgumentHelp("Fields to print, separated by commas.", valueName: "fields"))
    var fields: String?

    @Flag(help: "Print full records, read from the log files, with credentials blanked.")
    var raw = false

    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let limit, limit < 0 {
            throw ValidationError("--limit must be 0 or more, not \(limit).")
        }
        if [count, raw, top != nil].filter(\.self).count > 1 {
            throw ValidationError("--count, --top and --raw cannot be combined.")
        }
        if fields != nil, count || raw || top != nil {
            throw ValidationError("--fields cannot be combined with --count, --top or --raw.")
        }
        if raw, let format = format.format, format != .jsonl {
            throw ValidationError("--raw supports --format jsonl only.")
        }
        try filters.check()
        _ = try chosenFields
        _ = try countedField
    }

    func run(_ console: Console) throws -> ExitStatus {
        var filter = try filters.filter(now: console.now)
        let architecture = try needsArchitecture ? config.architecture(console) : nil
        if let architecture { try environments.add(to: &filter, evaluatedBy: architecture) }
        let index = try AuditDatabase.openForReading(database.path(console))
        let search = SearchRequest(filter: filter, architecture: architecture, index: index)
        let status = try run(search, console)
        if status == .nothingFound, console.isInteractive { try sayWhatThereIs(index, console) }
        return status
    }

    /// A broken audit.yaml must not stop a search that does not need it.
    private var needsArchitecture: Bool {
        get throws {
            try !environments.environments.isEmpty || countedField == .targetEnvironment
                || chosenFields?.contains(.targetEnvironment) == true
        }
    }

    private func run(_ search: SearchRequest, _ console: Console) throws -> ExitStatus {
        if count { return try printCount(search, console) }
        if let field = try countedField { return try printTop(field, search, console) }
        if raw { return try printRecords(search, console) }
        return try printEvents(search, console)
    }

    /// Shows the usual reason for no match: `--since 7d` on older logs.
    private func sayWhatThereIs(_ index: AuditDatabase, _ console: Console) throws {
        let status = try index.status()
        guard let first = status.first, let last = status.last else {
            return console.say("The index has no events.")
        }
        console.say("No match among \(Count(status.events, "event")) from \(first) to \(last).")
    }

    private var chosenFields: [SearchField]? {
        get throws {
            try fields.map { text in
                try text.split(separator: ",", omittingEmptySubsequences: false).map {
                    try Self.field($0)
                }
            }
        }
    }

    private var countedField: SearchField? {
        get throws {
            guard let top else { return nil }
            let field = try Self.field(top[...])
            guard field.isCountable else {
                let names = SearchField.allCases.filter(\.isCountable).map(\.rawValue)
                throw ValidationError(
                    "--top cannot count \(top). Countable fields: \(names.joined(separator: ", "))."
                )
            }
            return field
        }
    }

    private static func field(_ name: Substring) throws -> SearchField {
        let wanted = name.lowercased()
        let field = SearchField.allCases.first { field in
            let known = field.rawValue.lowercased()
            return known == wanted || known == "audit." + wanted
        }
        guard let field else {
            let names = SearchField.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("Unknown field '\(name)'. Fields: \(names).")
        }
        return field
    }
}

// MARK: - Events

extension SearchCommand {
    private var eventLimit: Int { limit ?? 100 }

    private func printEvents(
        _ search: SearchRequest,
        _ console: Console
    ) throws -> ExitStatus {
        let format = format.resolved(console)
        let isTable = format == .table
        let usual =
            isTable ? SearchField.table(width: console.layout.width) : SearchField.machine
        let fields = try chosenFields ?? usual
        var writer = format.rowWriter(
            columns: fields.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        let files = try FilePaths(search.index, isNeeded: fields.contains(.file))
        let found = try forEachEvent(search, console) { event in
            try writer.write(
                fields.map {
                    isTable
                        ? $0.brief(event, file: files.path) : $0.value(event, file: files.path)
                }
            )
        }
        try writer.finish()
        return found > 0 ? .success : .nothingFound
    }

    private func printRecords(
        _ search: SearchRequest,
        _ console: Console
    ) throws -> ExitStatus {
        let reader = RawRecordReader(index: search.index)
        var page: [IndexedEvent] = []
        var failures = 0
        func printPage() throws {
            for result in try reader.records(of: page) {
                switch result {
                case .success(let event):
                    var text = ""
                    OutputValue.json(event.blankedJSON).appendJSON(to: &text)
                    try console.output.write(text + "\n")
                case .failure(let problem):
                    failures += 1
                    if failures <= 20 { console.complain(problem.description) }
                }
            }
            page = []
        }
        let found = try forEachEvent(search, console) { event in
            page.append(event)
            if page.count == 1_000 { try printPage() }
        }
        try printPage()
        if failures > 20 {
            console.complain("\(Count(failures - 20)) more records could not be read")
        }
        guard failures == 0 else { return .failure }
        return found > 0 ? .success : .nothingFound
    }

    /// Calls `body` with each event to print, and reports when the limit cut the result.
    private func forEachEvent(
        _ search: SearchRequest,
        _ console: Console,
        _ body: (IndexedEvent) throws -> Void
    ) throws -> Int {
        var found = 0
        var isCut = false
        try search.index.search(
            search.filter,
            newestFirst: !reverse,
            evaluatedBy: search.architecture
        ) { event in
            guard eventLimit == 0 || found < eventLimit else {
                isCut = true
                return false
            }
            found += 1
            try body(event)
            return true
        }
        if isCut, limit == nil {
            try console.output.flush()
            let which = reverse ? "oldest" : "newest"
            console.say("Only the \(which) \(Count(found)) are shown; --limit 0 prints all.")
        }
        return found
    }
}
