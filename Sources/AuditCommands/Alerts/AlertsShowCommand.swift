import ArgumentParser
import AuditIndex
import CloudTrail
import Detection
import SecurityArchitecture

/// Shows one alert whole: `audit alerts show`.
struct AlertsShowCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an alert: why, the evidence in order, who is behind it, what to do.",
        discussion: """
            With --raw the records that are its evidence are printed, one a line, credentials \
            blanked. Exit status 1 says that there is no such alert.
            """
    )

    @Argument(help: ArgumentHelp("Its number, or the beginning of its key.", valueName: "alert"))
    var name: String

    @Flag(help: "Print the records that are its evidence, one a line.")
    var raw = false

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let index = try AuditDatabase.openForReading(database.path(console))
        let found = try index.alerts(named: name)
        guard !found.isEmpty else {
            console.complain("there is no alert \(name)")
            return .nothingFound
        }
        if raw {
            for listing in found { try writeRaw(listing.alert, index, console) }
            return .success
        }
        let format = format.resolved(console)
        guard format == .table else {
            try console.write(found.map(AlertRow.init), format)
            return .success
        }
        let architecture = try config.architecture(console)
        let headers = (try? rules.load()).map { set in
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
                judge: SessionJudge(architecture)
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
