import Alerting
import ArgumentParser
import Assessment
import AuditIndex
import Basics
import CloudTrail
import Detection
import Ingestion
import SecurityArchitecture

/// Shows an alert: `audit alerts show`.
struct AlertsShowCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an alert: its reason, evidence, origin and response.",
        discussion: """
              audit alerts show 3
              audit alerts show 3 --raw | jq .eventName

            Credentials in records are blanked. Exits 1 if there is no such alert.
            """
    )

    @Argument(help: ArgumentHelp("Alert number, or the beginning of its key.", valueName: "alert"))
    var name: String

    @Flag(help: "Print the evidence as raw records, one per line.")
    var raw = false

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "S3") var s3: S3Options
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        let found = try index.alerts(named: name)
        guard !found.isEmpty else {
            console.complain("no alert \(name)")
            return .nothingFound
        }
        if raw {
            for listing in found { try writeRaw(listing.alert, index, console) }
            return .success
        }
        let format = format.resolved(console)
        guard format == .table else {
            try console.write(found.map { AlertRow(listing: $0, now: console.now) }, format)
            return .success
        }
        let architecture = try config.architecture(console)
        let headers = (try? rules.load(declared: architecture.placeholders)).map { set in
            set.rules.map(\.header) + set.correlations.map(\.header)
        }
        for (number, listing) in found.enumerated() {
            if number > 0 { try console.output.write("\n") }
            let header = headers?.first { header in
                listing.ruleID.map { $0 == header.id } ?? (header.displayTitle == listing.ruleTitle)
            }
            try AlertPage(
                listing: listing,
                header: header,
                index: index,
                check: SessionCheck(architecture),
                objects: s3.store(console)
            ).write(console)
        }
        return .success
    }

    private func writeRaw(
        _ alert: AlertRecord,
        _ index: AuditDatabase,
        _ console: Console
    ) throws {
        for evidence in try index.readAlerts({ store in try store.evidence(alert.id) }) {
            guard let raw = evidence.raw else {
                console.complain(
                    "\(evidence.event.identifier): \(evidence.whyMissing ?? "not kept")"
                )
                continue
            }
            try console.output.write(raw + "\n")
        }
    }
}

/// The page of one alert.
struct AlertPage {
    let listing: AlertListing
    let header: RuleHeader?
    let index: AuditDatabase
    let check: SessionCheck
    let objects: any ObjectStore

    private static let labelWidth = 17

    private var alert: AlertRecord { listing.alert }

    func write(_ console: Console) throws {
        let color = console.layout.color
        let level = Severity(rawValue: alert.level)
        let mark = alert.level.uppercased()
        let title = Style.bold.applied(to: TerminalText.visible(alert.title), color: color)
        try console.output.write(
            (level?.style?.applied(to: mark, color: color) ?? mark) + "  \(title)\n\n"
        )
        try write(
            "Alert",
            "\(alert.id), \(alert.state.rawValue)\(decision(now: console.now))",
            console
        )
        let period = AlertPeriod(first: alert.began, last: alert.last, now: console.now)
        try write("When", "\(period), \(Count(alert.calls, "hit"))", console)
        try write("Reason", alert.reason, console)
        try write("Rule", listing.ruleTitle, console)
        if let description = header?.description {
            try write("Impact", Self.oneLine(description), console)
        }
        if let header, !header.falsePositives.isEmpty {
            try write("False positives", header.falsePositives.joined(separator: "; "), console)
        }
        if !listing.techniques.isEmpty {
            let titles = listing.techniques.map(\.title).joined(separator: ", ")
            try write("ATT&CK", titles, console)
        }
        try write("Basis", basis, console)
        if let other = alert.coveredBy {
            try write("Covered", "by alert \(other), which has all of its events", console)
        }
        try writeFacts(console)
        let evidence = try index.readAlerts { store in try store.evidence(alert.id) }
        try writeEvidence(evidence, console)
        try writeCovered(console)
        try writeChain(evidence, console)
        let response = alert.response.isEmpty ? header?.response ?? "" : alert.response
        if !response.isEmpty {
            try console.writeHeading("Response")
            for line in response.split(separator: "\n") {
                try console.output.write(TerminalText.visible(String(line)) + "\n")
            }
        }
        try writeMessages(console)
    }

    private func decision(now: Int64) -> String {
        guard let decision = alert.decision else { return "" }
        var text = ""
        if let until = decision.until {
            text += " until \(EventTime(seconds: until).brief) UTC (\(FromNow(until, now: now)))"
        }
        if let by = decision.by { text += " by \(by)" }
        if let why = decision.why { text += ": \(why)" }
        return text
    }

    private var basis: String {
        switch alert.basis {
        case "guessed": "guessed from names; the level is one lower"
        case "declared": "declared in audit.yaml"
        default: "the records themselves"
        }
    }

    private func writeFacts(_ console: Console) throws {
        guard !alert.facts.isEmpty else { return }
        try console.writeHeading("Facts")
        let width = alert.facts.map(\.name.count).max() ?? 0
        for fact in alert.facts {
            let name = fact.name.padding(to: width)
            let source = fact.provenance == "observed" ? "" : " (\(fact.provenance))"
            try console.output.write(TerminalText.visible("\(name)  \(fact.value)\(source)") + "\n")
        }
    }

    private func writeEvidence(_ evidence: [AlertEvidence], _ console: Console) throws {
        try console.writeHeading("Evidence")
        let twins = try TwinFinder(index, objects: objects)
        for call in EvidenceCall.calls(evidence) {
            let call = twins.completed(call)
            let time = EventTime(seconds: call.evidence.event.time).brief
            let id = call.evidence.event.identifier.description.prefix(8)
            try console.output.write(TerminalText.visible("\(time)  \(id)  \(call.line)") + "\n")
        }
        guard evidence.count < alert.count, case let rest = alert.count - evidence.count else {
            return
        }
        try console.output.write("and \(Count(rest)) more in between\n")
    }

    private func writeCovered(_ console: Console) throws {
        let titles = try index.readAlerts { store in try store.titlesCovered(by: alert.id) }
        guard !titles.isEmpty else { return }
        try console.writeHeading("Other rules on the same events")
        for title in titles { try console.output.write(TerminalText.visible(title) + "\n") }
    }

    /// The chain of sessions behind the first event that has one.
    private func writeChain(_ evidence: [AlertEvidence], _ console: Console) throws {
        for item in evidence.prefix(5) {
            guard let raw = item.raw, let event = try? Event(parsing: raw.utf8),
                let key = event.identity.accessKeyID
            else { continue }
            let traces = try SessionTracer(index).traces(of: key, keys: 5)
            guard !traces.isEmpty else { continue }
            try console.writeHeading("Origin: audit trace \(TerminalText.visible(key))")
            return try TraceTree(check: check).write(traces, console)
        }
    }

    private func writeMessages(_ console: Console) throws {
        let messages = try index.readAlerts { store in try store.messages(alert: alert.id) }
            .filter { $0.channel != PrintChannel.channelName }
        guard !messages.isEmpty else { return }
        try console.writeHeading("Notifications")
        for message in messages {
            let time = EventTime(seconds: message.created).brief
            let reason = message.reason.map { ": \($0)" } ?? ""
            try console.output.write(
                TerminalText.visible(
                    "\(time)  \(message.kind) to \(message.channel), \(message.state.rawValue)"
                        + reason
                ) + "\n"
            )
        }
    }

    private func write(_ label: String, _ text: String, _ console: Console) throws {
        let width = max((console.layout.width ?? 100) - Self.labelWidth, 40)
        let lines = TextWrap.lines(TerminalText.visible(text), width: width)
        for (number, line) in lines.enumerated() {
            let margin = (number == 0 ? label : "").padding(to: Self.labelWidth)
            try console.output.write(margin + line + "\n")
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }
            .joined(separator: " ")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 0))
    }
}
