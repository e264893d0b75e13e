import AuditIndex
import Basics
import SecurityArchitecture

extension SearchCommand {
    func printCount(
        _ search: SearchRequest,
        _ console: Console
    ) throws -> ExitStatus {
        let number = try search.index.count(search.filter)
        switch format.format ?? .table {
        case .table: try console.output.write("\(number)\n")
        case let format:
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

    /// Prints the values of a field, the most frequent first.
    func printTop(
        _ field: SearchField,
        _ search: SearchRequest,
        _ console: Console
    ) throws -> ExitStatus {
        let all = try counts(of: field, search)
        let limit = limit ?? 20
        let shown = limit == 0 ? all[...] : all.prefix(limit)
        let format = format.resolved(console)
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
        if shown.count < all.count, self.limit == nil {
            console.say(
                "Showing \(Count(shown.count)) of \(Count(all.count)); --limit 0 prints all."
            )
        }
        return all.isEmpty ? .nothingFound : .success
    }

    private func counts(
        of field: SearchField,
        _ search: SearchRequest
    ) throws -> [(text: String?, count: Int)] {
        if let subject = field.subject { return try search.index.top(subject, search.filter) }
        return try search.index.topEnvironments(
            search.filter,
            evaluatedBy: search.architecture ?? .guessed
        )
    }
}

/// What to look for, and where.
struct SearchRequest {
    var filter: EventFilter
    /// Assigns environments; nil where nothing asks for them.
    var architecture: Architecture?
    var index: AuditDatabase
}
