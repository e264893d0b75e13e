import ArgumentParser
import AuditIndex
import Basics
import CloudTrail
import Ingestion
import SecurityArchitecture

/// The command `audit show`.
struct ShowCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an event: a summary, its raw record, and the session around it.",
        discussion: """
            Reads the raw record from its log file and blanks session tokens and other \
            credentials. Also lists the events of the same session before and after it: those \
            with the same access key or, without a key, of the same session or caller.

              audit show 2e8c9c6b-0578-4b65-aa66-682b3dc1a906
              audit show 2e8c9c6b --context 20
              audit show 2e8c9c6b --format json | jq .record

            Exits 1 if the index has no such event.
            """
    )

    @Argument(help: ArgumentHelp("Event ID, or the beginning of one.", valueName: "event-id"))
    var id: String

    @Option(
        help: ArgumentHelp(
            "Number of session events to show before and after.",
            valueName: "number"
        )
    )
    var context = 5

    @OptionGroup(title: "S3") var s3: S3Options
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    var formats: [OutputFormat] { OutputFormat.page }

    func validate() throws {
        guard !id.isEmpty else { throw ValidationError("The event ID is empty.") }
        guard context >= 0 else {
            throw ValidationError("--context must be 0 or more, not \(context).")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        let events = try index.events(id: id)
        guard !events.isEmpty else {
            console.complain("no event \(id) in the index")
            try sayAlert(index, console)
            return .nothingFound
        }
        let ids = Set(events.map(\.identifier))
        guard ids.count == 1 else {
            console.complain(
                "\(Count(ids.count)) event IDs begin with \(id); give more characters of one:"
            )
            for name in ids.map(\.description).sorted().prefix(10) {
                console.say("  " + TerminalText.visible(name))
            }
            try sayAlert(index, console)
            return .usage
        }
        let records = try RawRecordReader(index: index, objects: s3.store(console))
            .records(of: events)
        // A broken audit.yaml must not keep anybody from an event.
        let kinds = PrincipalKinds(try? config.architecture(console))
        var status = ExitStatus.success
        for (number, (event, record)) in zip(events, records).enumerated() {
            if number > 0, format.resolved(console) == .table { try console.output.write("\n") }
            let page = EventPage(
                event: event,
                kind: kinds?.kind(of: event)?.rawValue,
                record: try? record.get(),
                zone: console.layout.zone,
                file: try index.place(of: event.source)?.path.description,
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
            console.say("\(Count(events.count)) records with different content share this ID.")
        }
        return status
    }
}

extension ShowCommand {
    /// Says how to show the alert of this number, if there is one.
    private func sayAlert(_ index: AuditDatabase, _ console: Console) throws {
        guard id.utf8.count <= 9, Int(id) != nil, try !index.alerts(named: id).isEmpty else {
            return
        }
        console.say("To show alert \(id): audit alerts show \(id)")
    }
}

/// The page of one event.
struct EventPage {
    private static let labelWidth = 12

    let event: IndexedEvent
    /// What the caller is by the declaration.
    let kind: String?
    /// The record; nil if its file does not have it any more.
    let record: Event?
    let zone: ClockZone
    let file: String?
    let neighbours: (before: [IndexedEvent], after: [IndexedEvent])

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else { return try writeJSON(console) }
        let color = console.layout.color
        for (name, value) in facts {
            let isBad = name == "Result" && event.flags.contains(.failed)
            let lines = TextWrap.lines(
                TerminalText.visible(value),
                width: console.layout.width.map { $0 - Self.labelWidth }
            )
            for (number, line) in lines.enumerated() {
                let label = number == 0 ? name : ""
                let space = String(repeating: " ", count: Self.labelWidth - label.count)
                try console.output.write(
                    Style.bold.applied(to: label, color: color) + space
                        + (isBad ? Style.red.applied(to: line, color: color) : line) + "\n"
                )
            }
        }
        if let record {
            try console.writeHeading("Record")
            try console.output.write(PrettyJSON.text(record.blankedJSON) + "\n")
        }
        try writeNeighbours("Earlier in the session", neighbours.before, console)
        try writeNeighbours("Later in the session", neighbours.after, console)
    }

    /// The labels and values at the top of the page.
    private var facts: [(String, String)] {
        var facts: [(String, String)] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append((name, value)) }
        }
        add("Event", Self.call(event))
        add("Time", zone.full(event.time))
        add("Result", result)
        add("Caller", caller)
        add("Session", event[.session])
        add("Key", accessKey)
        add("From", event[.address])
        add("User agent", event[.agent])
        add("Resource", event.resources.joined(separator: ", "))
        add(
            "Account",
            [event[.account], event[.region]].compactMap(\.self).joined(separator: ", ")
        )
        add("Note", notes)
        add("ID", event.identifier.description)
        add("File", file.map { "\($0), byte \(event.location.offset) after inflation" })
        return facts
    }

    /// `GetSecretValue (secretsmanager.amazonaws.com)`.
    private static func call(_ event: IndexedEvent) -> String? {
        guard let name = event.name else { return event.service }
        return event.service.map { "\(name) (\($0))" } ?? name
    }

    private var result: String {
        guard event.flags.contains(.failed) else { return event.outcomeName }
        let code = event.errorCode ?? "no error code"
        let message = record?.text(.errorMessage).map { ": \(Blanking.text($0))" } ?? ""
        return "\(event.outcomeName), \(code)\(message)"
    }

    private var caller: String? {
        guard let principal = event.principal else { return nil }
        let who = event.person.map { "\($0), as \(principal)" } ?? principal
        let what = [kind, event.principalType].compactMap(\.self)
            .filter { $0 != PrincipalFacts.Kind.unknown.rawValue }
        return who + (what.first.map { " (\($0))" } ?? "")
    }

    private var accessKey: String? {
        guard let key = event[.accessKey] else { return nil }
        if key.hasPrefix("AKIA") { return key + " (long-term)" }
        if key.hasPrefix("ASIA") { return key + " (temporary)" }
        return key
    }

    private var notes: String {
        let meanings: [(EventFlags, String)] = [
            (.readOnly, "read only"), (.mfa, "with MFA"),
            (.forwarded, "made by a service with the caller's credentials"),
            (.console, "console credentials"), (.addendum, "addendum to an earlier event"),
            (.withoutID, "the record has no eventID; the ID is a hash of its content"),
            (.data, "data event"), (.insight, "Insights event"),
            (.networkActivity, "network activity event"),
            (.aggregated, "aggregated event: sums up calls that may be in the log one by one"),
        ]
        return meanings.filter { event.flags.contains($0.0) }.map(\.1).joined(separator: "; ")
    }

    private func writeNeighbours(
        _ title: String,
        _ events: [IndexedEvent],
        _ console: Console
    ) throws {
        guard !events.isEmpty else { return }
        try console.writeHeading(title)
        // The caller is shown above; leaving the column out makes room for the others.
        let fields = SearchField.table(width: console.layout.width.map { $0 + 22 })
            .filter { $0 != .principal && $0 != .recipientAccountId }
        var writer = OutputFormat.table.rowWriter(
            columns: fields.map(\.column),
            sink: console.output,
            layout: console.layout
        )
        for event in events {
            try writer.write(fields.map { $0.brief(event, file: { _ in nil }) })
        }
        try writer.finish()
    }

    private func writeJSON(_ console: Console) throws {
        func object(_ event: IndexedEvent) -> [(String, OutputValue)] {
            SearchField.machine.map { ($0.rawValue, $0.value(event, file: { _ in nil })) }
        }
        var members = object(event)
        if let position = members.firstIndex(where: { $0.0 == SearchField.principalType.rawValue })
        {
            members.insert(
                (SearchField.principalKind.rawValue, .optional(kind)),
                at: position + 1
            )
        }
        members.append(("audit.file", .optional(file)))
        members.append(("record", record.map { .json($0.blankedJSON) } ?? .null))
        members.append(("before", .array(neighbours.before.map { .object(object($0)) })))
        members.append(("after", .array(neighbours.after.map { .object(object($0)) })))
        try console.writeJSON(.object(members))
    }
}
