import Assessment
import AuditIndex
import Basics
import CloudTrail
import Detection
import Ingestion
import SecurityArchitecture

/// What to search for, and how to print it: everything that the options say, parsed once.
struct SearchRequest {
    /// What is printed.
    enum Result {
        /// Events, with these fields or the default ones.
        case events([SearchColumn]?)
        /// Raw records.
        case records
        /// The values of a field, by number of events.
        case top(SearchColumn)
        /// The number of events; its format has a default of its own.
        case count(OutputFormat)

        /// Whether something is asked that depends on audit.yaml.
        var needsArchitecture: Bool {
            switch self {
            case .events(let columns): columns?.contains(where: Self.isDerived) ?? false
            case .top(let column): Self.isDerived(column)
            case .records, .count: false
            }
        }

        private static func isDerived(_ column: SearchColumn) -> Bool {
            switch column {
            case .indexed(let field): field.needsArchitecture
            case .record(let name): FactField(rawValue: name) != nil
            }
        }
    }

    private static let usualEvents = 100
    private static let usualValues = 20

    var filter: EventFilter
    /// What has to hold of fields of the records.
    let conditions: [FieldCondition]
    var result: Result
    /// The limit; nil for the default one, which is announced when it cuts.
    let limit: RowLimit?
    let newestFirst: Bool
    let format: OutputFormat
    /// Where records in S3 are read from.
    let objects: any ObjectStore
    /// Assigns environments and gives derived fields; nil where nothing asks for them.
    var architecture: Architecture?

    /// Searches and prints.
    func run(_ index: AuditDatabase, _ console: Console) throws -> ExitStatus {
        var request = self
        try request.resolveIDs(index)
        return switch result {
        case .events(let columns): try request.printEvents(columns, index, console)
        case .records: try request.printRecords(index, console)
        case .top(let column): try request.printTop(column, index, console)
        case .count(let format): try request.printCount(format, index, console)
        }
    }

    /// A whole event id is that of an event: no other needs to be read for it.
    private mutating func resolveIDs(_ index: AuditDatabase) throws {
        for term in filter.terms {
            guard EventIdentifier(uuid: Array(term.lowercased().utf8).span) != nil,
                try !index.events(id: term.lowercased()).isEmpty
            else { continue }
            filter.terms.removeAll { $0 == term }
            filter.conditions.append(.init(.contains(term)))
        }
    }

    /// Whether the index alone can say which events are found.
    private var isIndexed: Bool { filter.terms.isEmpty && conditions.isEmpty }

    private func pass(_ index: AuditDatabase, _ content: RecordSearch.Content) -> SearchPass {
        SearchPass(
            index: index,
            filter: filter,
            newestFirst: newestFirst,
            architecture: architecture,
            records: RecordSearch(
                terms: filter.terms,
                conditions: conditions,
                architecture: architecture ?? .guessed,
                content: content,
                objects: objects
            )
        )
    }
}

extension SearchRequest {
    private func printEvents(
        _ chosen: [SearchColumn]?,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let isBrief = format.isForPeople
        let width = format == .table ? console.layout.width : nil
        let usual = isBrief ? SearchField.table(width: width) : SearchField.machine
        let columns = chosen ?? usual.map { .indexed($0) }
        var writer = format.rowWriter(
            columns: columns.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        let files = try FilePaths(index, isNeeded: columns.contains(.indexed(.file)))
        let names = columns.compactMap { column -> String? in
            guard case .record(let name) = column else { return nil }
            return name
        }
        let end = try forEachEvent(
            index,
            names.isEmpty ? .nothing : .fields(names),
            console
        ) { event, record in
            var values = record.fields[...]
            try writer.write(
                columns.map { column in
                    switch column {
                    case .record: .field(values.popFirst() ?? [], isTable: isBrief)
                    case .indexed(let field):
                        isBrief
                            ? field.brief(event, file: files.path)
                            : field.value(event, file: files.path)
                    }
                }
            )
        }
        try writer.finish()
        return try end.report(console)
    }

    private func printRecords(_ index: AuditDatabase, _ console: Console) throws -> ExitStatus {
        try forEachEvent(index, .json, console) { _, record in
            try console.writeJSON(.json(record.json))
        }.report(console)
    }

    /// Calls `body` with each event to print, and reports when the limit cut the result.
    private func forEachEvent(
        _ index: AuditDatabase,
        _ content: RecordSearch.Content,
        _ console: Console,
        _ body: (IndexedEvent, RecordSearch.Found) throws -> Void
    ) throws -> SearchPass.End {
        let most = limit.map { $0.rows ?? .max } ?? Self.usualEvents
        let end = try pass(index, content).run(most, console) { page, row, record in
            try body(page.event(row), record)
        }
        if end.isCut, limit == nil {
            try console.output.flush()
            let which = newestFirst ? "newest" : "oldest"
            console.say("Only the \(which) \(Count(end.found)) are shown; --limit 0 prints all.")
        }
        return end
    }
}

extension SearchRequest {
    /// Prints the values of a field, the most frequent first.
    private func printTop(
        _ column: SearchColumn,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let (all, end) = try counts(of: column, index, console)
        let shown = (limit ?? RowLimit(Self.usualValues)).prefix(of: all)
        var writer = format.rowWriter(
            columns: [
                OutputColumn("count", title: "COUNT", alignment: .trailing, shrink: .never),
                column.column,
            ],
            sink: console.output,
            layout: console.layout
        )
        for (text, count) in shown {
            let missing: OutputValue = format.isForPeople ? .text("-") : .null
            try writer.write([.integer(Int64(count)), text.map { .text($0) } ?? missing])
        }
        try writer.finish()
        if shown.count < all.count, limit == nil {
            console.say(
                "Showing \(Count(shown.count)) of \(Count(all.count)); --limit 0 prints all."
            )
        }
        return try end.report(console)
    }

    private func counts(
        of column: SearchColumn,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ([(text: String?, count: Int)], SearchPass.End) {
        if isIndexed, case .indexed(let field) = column {
            let counts =
                if let subject = field.subject {
                    try index.top(subject, filter)
                } else {
                    try index.topEnvironments(filter, evaluatedBy: architecture ?? .guessed)
                }
            return (counts, SearchPass.End(found: counts.count))
        }
        var counts: [String?: Int] = [:]
        let end: SearchPass.End
        switch column {
        case .record(let name):
            end = try pass(index, .fields([name])).run(.max, single: true, console) {
                _,
                _,
                record in
                let texts = Set((record.fields.first ?? []).map(\.text))
                for text in texts { counts[text, default: 0] += 1 }
                if texts.isEmpty { counts[nil, default: 0] += 1 }
            }
        case .indexed(let field):
            end = try pass(index, .nothing).run(.max, single: true, console) { page, row, _ in
                let event = try page.event(row)
                let texts =
                    field == .resource ? event.resources : [field.text(event)].compactMap(\.self)
                for text in texts { counts[text, default: 0] += 1 }
                if texts.isEmpty { counts[nil, default: 0] += 1 }
            }
        }
        return (AuditDatabase.ranked(counts), end)
    }

    private func printCount(
        _ format: OutputFormat,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> ExitStatus {
        let end =
            isIndexed
            ? SearchPass.End(found: try index.count(filter))
            : try pass(index, .nothing).run(.max, single: true, console) { _, _, _ in }
        if format == .table {
            try console.output.write("\(end.found)\n")
        } else {
            var writer = format.rowWriter(
                columns: [OutputColumn("count")],
                sink: console.output,
                layout: console.layout
            )
            try writer.write([.integer(Int64(end.found))])
            try writer.finish()
        }
        return try end.report(console)
    }
}

extension SearchField {
    /// The text that events are counted by.
    fileprivate func text(_ event: IndexedEvent) -> String? {
        switch value(event, file: { _ in nil }) {
        case .null: nil
        case let value: value.plainText
        }
    }
}

extension FieldReader.Value {
    /// The value as a person writes it.
    var text: String {
        switch self {
        case .text(let text), .json(let text): text
        }
    }
}

extension OutputValue {
    /// The values of a field; a table has them one behind the other.
    static func field(_ values: [FieldReader.Value], isTable: Bool) -> OutputValue {
        guard !isTable else {
            return values.isEmpty ? .null : .text(values.map(\.text).joined(separator: ", "))
        }
        return .values(
            values.map { value in
                switch value {
                case .text(let text): .text(text)
                case .json(let json): .json(json)
                }
            }
        )
    }
}
