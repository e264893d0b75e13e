import Alerting
import ArgumentParser
import AuditIndex
import Basics

/// Lists alerts: `audit alerts list`.
struct AlertsListCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List open, acknowledged and muted alerts.",
        discussion: """
            Ordered by first hit. Alerts whose events all belong to another alert are left out.

              audit alerts list --min-level high --since 7d

            Exits 1 if there are none.
            """
    )

    @Flag(
        help: "Include covered, closed, withdrawn and experimental alerts."
    )
    var all = false

    @Option(
        help: ArgumentHelp("Only alerts of this level or above.", valueName: "level")
    )
    var minLevel: Severity = .informational

    @OptionGroup var span: SpanOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        var filter = AlertFilter()
        if let span = try span.span(console.clock) {
            filter.since = span.lowerBound
            filter.until = span.upperBound
        }
        filter.includesStaged = all
        filter.states = all ? nil : [.open, .acknowledged, .muted]
        let index = try AuditDatabase.openForReading(database.path(console))
        let rows = try index.alerts(filter)
            .filter { Severity(rawValue: $0.alert.level) ?? .informational >= minLevel }
            .filter { all || $0.alert.coveredBy == nil }
            .map(AlertRow.init)
        guard !rows.isEmpty else {
            if try !AlertEvaluator.hasRun(on: index) {
                console.complain("no alerts yet: run 'audit alert' to evaluate the rules")
            } else {
                try EmptyAnswer(index: index, console: console).say("No alert matches", self.span)
            }
            return .nothingFound
        }
        try console.write(rows, format.resolved(console))
        return .success
    }
}

/// An alert as a row of a list.
struct AlertRow: ListRow {
    let listing: AlertListing

    static let columns = [
        OutputColumn("alert", title: "NO", alignment: .trailing, shrink: .never),
        OutputColumn("level", title: "LEVEL", shrink: .never) { Severity(rawValue: $0)?.style },
        OutputColumn("state", title: "STATE", shrink: .never),
        OutputColumn("first", title: "FIRST (UTC)", shrink: .never),
        OutputColumn("last", title: "LAST (UTC)", shrink: .never),
        OutputColumn("count", title: "HITS", alignment: .trailing, shrink: .never),
        OutputColumn("title", title: "ALERT", shrink: .priority(1, minimum: 30), wraps: true),
        OutputColumn("rule", title: "RULE", shrink: .priority(2, minimum: 12)),
        OutputColumn("ruleID"), OutputColumn("key"), OutputColumn("reason"),
        OutputColumn("basis"), OutputColumn("staged"), OutputColumn("why"), OutputColumn("by"),
        OutputColumn("until"), OutputColumn("coveredBy"),
    ]

    static func shown(in width: Int?) -> [Int] {
        guard let width, width < 130 else { return [0, 1, 2, 3, 4, 5, 6] }
        return width < 100 ? [0, 1, 3, 6] : [0, 1, 2, 3, 5, 6]
    }

    var brief: [OutputValue] { cells(isBrief: true) }

    var values: [OutputValue] { cells(isBrief: false) }

    private func cells(isBrief: Bool) -> [OutputValue] {
        let alert = listing.alert
        let until = alert.decision?.until.map { EventTime(seconds: $0).description }
        let state = alert.state.rawValue + (isBrief && alert.isStaged ? ", staged" : "")
        return [
            .integer(alert.id), .text(alert.level), .text(state),
            .time(alert.began), .time(alert.last),
            .integer(Int64(alert.count)), .text(alert.title), .text(listing.ruleTitle),
            .optional(listing.ruleID), .text(alert.key), .text(alert.reason),
            .text(alert.basis), .boolean(alert.isStaged), .optional(alert.decision?.why),
            .optional(alert.decision?.by), .optional(until),
            alert.coveredBy.map { .integer($0) } ?? .null,
        ]
    }
}
