import ArgumentParser
import AuditIndex
import CloudTrail
import Ingestion

/// The command `audit show`.
struct ShowCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one event: what it means, its raw record, and its session around it.",
        discussion: """
            The raw record is read back from its log file, with session tokens and other \
            credentials blanked. Before and after it come the events of its session: those with \
            the same access key, or without one, of the same session or caller.

              audit show 2e8c9c6b-0578-4b65-aa66-682b3dc1a906
              audit show 2e8c9c6b --context 20
              audit show 2e8c9c6b --format json | jq .record
            """
    )

    @Argument(help: ArgumentHelp("The event's id, or how it begins.", valueName: "event-id"))
    var id: String

    @Option(
        help: ArgumentHelp(
            "How many events of the session to show before and after.",
            valueName: "number"
        )
    )
    var context = 5

    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard !id.isEmpty else { throw ValidationError("The event id is empty.") }
        guard context >= 0 else {
            throw ValidationError("--context takes a number from 0 on, not \(context).")
        }
        if let format = format.format, format == .csv || format == .tsv {
            throw ValidationError("One event is no table: --format takes table, json or jsonl.")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        let events = try index.events(id: id)
        guard !events.isEmpty else {
            console.complain("the index has no event \(id)")
            return .nothingFound
        }
        let ids = Set(events.map(\.identifier))
        guard ids.count == 1 else {
            console.complain("\(Count(ids.count)) events begin with \(id); give more of one:")
            for name in ids.map(\.description).sorted().prefix(10) {
                console.say("  " + TerminalText.visible(name))
            }
            return .usage
        }
        let records = try RawRecordReader(index: index).records(of: events)
        var status = ExitStatus.success
        for (number, (event, record)) in zip(events, records).enumerated() {
            if number > 0, format.resolved(console) == .table { try console.output.write("\n") }
            let page = EventPage(
                event: event,
                record: try? record.get(),
                file: try index.sourcePath(event.source)?.description,
                neighbours: try index.neighbours(of: event, count: context)
            )
            try page.write(format.resolved(console), console)
            if case .failure(let problem) = record {
                try console.output.flush()
                console.complain(problem.description)
                status = .failure
            }
        }
        if events.count > 1 {
            console.say("\(Count(events.count)) records with different content have this id.")
        }
        return status
    }
}
