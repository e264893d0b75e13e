import AuditIndex
import Basics
import Ingestion
import SecurityArchitecture

/// What to search for, and how to print it: everything that the options say, parsed once.
struct SearchRequest {
    /// What is printed.
    enum Result {
        /// Events, with these fields or the default ones.
        case events([SearchField]?)
        /// Raw records.
        case records
        /// The values of a field, by number of events.
        case top(SearchField)
        /// The number of events; its format has a default of its own.
        case count(OutputFormat)

        /// Whether environments have to be assigned.
        var needsArchitecture: Bool {
            switch self {
            case .events(let fields): fields?.contains(where: \.needsArchitecture) ?? false
            case .top(let field): field == .targetEnvironment
            case .records, .count: false
            }
        }
    }

    private static let usualEvents = 100
    private static let usualValues = 20

    var filter: EventFilter
    var result: Result
    /// The limit; nil for the default one, which is announced when it cuts.
    let limit: RowLimit?
    let newestFirst: Bool
    let format: OutputFormat
    /// Assigns environments; nil where nothing asks for them.
    var architecture: Architecture?

    /// Searches and prints.
    func run(_ index: AuditDatabase, _ console: Console) throws -> ExitStatus {
        switch result {
        case .events(let fields): try printEvents(fields, index, console)
        case .records: try printRecords(index, console)
        case .top(let field): try printTop(field, index, console)
        case .count(let format): try printCount(format, index, console)
        }
    }
}

extension SearchRequest {
    private func printEvents(
        _ chosen: [SearchField]?,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let isTable = format == .table
        let usual =
            isTable ? SearchField.table(width: console.layout.width) : SearchField.machine
        let fields = chosen ?? usual
        var writer = format.rowWriter(
            columns: fields.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        let files = try FilePaths(index, isNeeded: fields.contains(.file))
        let found = try forEachEvent(index, console) { event in
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
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let reader = RawRecordReader(
            paths: try index.sourcePaths(),
            pipes: try index.pipes()
        )
        var page: [IndexedEvent] = []
        var failures = 0
        func printPage() throws {
            for result in try reader.records(of: page) {
                switch result {
                case .success(let event):
                    try console.writeJSON(.json(event.blankedJSON))
                case .failure(let problem):
                    failures += 1
                    if failures <= 20 { console.complain(problem.description) }
                }
            }
            page = []
        }
        let found = try forEachEvent(index, console) { event in
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
        _ index: AuditDatabase,
        _ console: Console,
        _ body: (IndexedEvent) throws -> Void
    ) throws -> Int {
        let most = limit.map { $0.rows ?? .max } ?? Self.usualEvents
        var found = 0
        var isCut = false
        try index.search(
            filter,
            newestFirst: newestFirst,
            evaluatedBy: architecture
        ) { event in
            guard found < most else {
                isCut = true
                return false
            }
            found += 1
            try body(event)
            return true
        }
        if isCut, limit == nil {
            try console.output.flush()
            let which = newestFirst ? "newest" : "oldest"
            console.say("Only the \(which) \(Count(found)) are shown; --limit 0 prints all.")
        }
        return found
    }
}

extension SearchRequest {
    /// Prints the values of a field, the most frequent first.
    private func printTop(
        _ field: SearchField,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let all = try counts(of: field, index)
        let shown = (limit ?? RowLimit(Self.usualValues)).prefix(of: all)
        var writer = format.rowWriter(
            columns: [
                OutputColumn("count", title: "COUNT", alignment: .trailing, shrink: .never),
                field.column,
            ],
            sink: console.output,
            layout: console.layout
        )
        for (text, count) in shown {
            let missing: OutputValue = format == .table ? .text("-") : .null
            try writer.write([.integer(Int64(count)), text.map { .text($0) } ?? missing])
        }
        try writer.finish()
        if shown.count < all.count, limit == nil {
            console.say(
                "Showing \(Count(shown.count)) of \(Count(all.count)); --limit 0 prints all."
            )
        }
        return all.isEmpty ? .nothingFound : .success
    }

    private func counts(
        of field: SearchField,
        _ index: AuditDatabase
    ) throws -> [(text: String?, count: Int)] {
        if let subject = field.subject { return try index.top(subject, filter) }
        return try index.topEnvironments(
            filter,
            evaluatedBy: architecture ?? .guessed
        )
    }

    private func printCount(
        _ format: OutputFormat,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let number = try index.count(filter)
        if format == .table {
            try console.output.write("\(number)\n")
        } else {
            var writer = format.rowWriter(
                columns: [OutputColumn("count")],
                sink: console.output,
                layout: console.layout
            )
            try writer.write([.integer(Int64(number))])
            try writer.finish()
        }
        return number > 0 ? .success : .nothingFound
    }
}
