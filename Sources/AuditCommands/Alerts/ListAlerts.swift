import Alerting
import ArgumentParser
import AuditIndex
import Basics

/// Lists alerts: `audit alerts list`.
struct AlertsListCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List alerts, the worst first.",
        discussion: """
            By default the open ones of level medium or above that no other alert covers, and of \
            those a screenful; the line below says what is left out. Formats for programs have \
            all of them.

              audit alerts list --level high --since 7d
              audit alerts list --state muted --state closed
              audit alerts list --rule 'Secret*' --sort last --limit 0
              audit alerts list --all

            Exits 1 if there are none.
            """
    )

    /// The rows of a table that is not on a terminal.
    private static let usualLimit = 20

    @Option(
        help: ArgumentHelp(
            "open, acknowledged, muted, closed, withdrawn or all; repeatable. Default: open.",
            valueName: "state"
        )
    )
    var state: [AlertStateOption] = []

    @Option(
        help: ArgumentHelp("Title or ID of the rule.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var rule: [OptionPattern<TextPattern>] = []

    @Option(
        name: [.customLong("level"), .customLong("min-level")],
        help: ArgumentHelp(
            "Only alerts of this level or above. Default: medium.",
            valueName: "level"
        )
    )
    var level: Severity?

    @Flag(help: "Alerts of all levels and states, covered and experimental ones, all of them.")
    var all = false

    @OptionGroup var span: SpanOptions

    @Option(help: "Order: level (then the latest first), first, last, hits or alert.")
    var sort: AlertOrder = .level

    @Option(
        help: ArgumentHelp(
            "Rows to print, 0 for all. Default: a screenful of a table, else all.",
            valueName: "number"
        ),
        transform: RowLimit.parse
    )
    var limit: RowLimit?

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let wanted =
            try environments.environments.isEmpty
            ? nil : environments.selection(in: config.architecture(console))
        let index = try AuditDatabase.openForReading(database.path(console))
        var filter = AlertFilter()
        if let span = try span.span(console.clock) {
            filter.since = span.lowerBound
            filter.until = span.upperBound
        }
        filter.includesStaged = true
        var found = try index.alerts(filter).filter { listing in
            isNamed(listing) && accounts.contains(listing.alert.fact("recipientAccountId"))
                && wanted?.contains(listing.alert.environment) ?? true
        }
        for position in found.indices { found[position].alert.endMute(now: console.now) }
        let selection = selection
        let rows = sort.sorted(found.filter { selection.hides($0.alert) == nil })
        guard !rows.isEmpty else {
            if try !AlertEvaluator.hasRun(on: index) {
                console.complain("no alerts yet: run 'audit alert' to evaluate the rules")
            } else {
                try EmptyAnswer(index: index, console: console).say("No alert matches", self.span)
                if let remark = selection.remark(on: found.map(\.alert)) {
                    console.say(String(remark.dropFirst()))
                }
            }
            return .nothingFound
        }
        let format = format.resolved(console)
        let isTable = format == .table
        let shown = Array(limit(console, isTable: isTable).prefix(of: rows))
        try console.write(shown.map { AlertRow(listing: $0, now: console.now) }, format)
        guard isTable else { return .success }
        let remark = selection.remark(on: found.map(\.alert)) ?? ""
        if shown.count < rows.count {
            try console.output.write(
                "\n\(Count(shown.count)) of \(Count(rows.count, "alert")); --limit 0 shows all.\(remark)\n"
            )
        } else if !remark.isEmpty {
            try console.output.write("\n\(Count(rows.count, "alert")).\(remark)\n")
        }
        return .success
    }

    private var selection: AlertSelection {
        guard !all else {
            return AlertSelection(
                states: state.isEmpty ? Set(AlertState.allCases) : AlertStateOption.states(state),
                minimum: level ?? .informational,
                includesCovered: true,
                includesStaged: true
            )
        }
        return AlertSelection(
            states: state.isEmpty ? [.open] : AlertStateOption.states(state),
            minimum: level ?? .medium
        )
    }

    private func isNamed(_ listing: AlertListing) -> Bool {
        func matches(_ pattern: OptionPattern<TextPattern>) -> Bool {
            pattern.pattern.matches(listing.ruleTitle)
                || listing.ruleID.map(pattern.pattern.matches) ?? false
        }
        let wanted = rule.filter { !$0.isExcluded }
        return (wanted.isEmpty || wanted.contains(where: matches))
            && !rule.contains { $0.isExcluded && matches($0) }
    }

    private func limit(_ console: Console, isTable: Bool) -> RowLimit {
        if let limit { return limit }
        guard isTable, !all else { return RowLimit(nil) }
        // The heading, the totals and the prompt need lines as well.
        return RowLimit(console.height.map { max($0 - 5, 5) } ?? Self.usualLimit)
    }
}

/// Which alerts a list shows, and what it says of the others.
struct AlertSelection {
    let states: Set<AlertState>
    let minimum: Severity
    var includesCovered = false
    var includesStaged = false

    /// Why an alert is not shown; nil where it is.
    func hides(_ alert: AlertRecord) -> Reason? {
        if !states.contains(alert.state) { return .state(alert.state) }
        if !includesStaged, alert.isStaged { return .staged }
        if Severity(rawValue: alert.level) ?? .informational < minimum { return .level }
        return !includesCovered && alert.coveredBy != nil ? .covered : nil
    }

    enum Reason: Hashable {
        case level, covered, staged
        case state(AlertState)
    }

    /// What is not shown, and how to see it; nil where everything is.
    func remark(on alerts: [AlertRecord]) -> String? {
        var counts: [Reason: Int] = [:]
        for alert in alerts {
            if let reason = hides(alert) { counts[reason, default: 0] += 1 }
        }
        let reasons: [(Reason, String)] =
            [
                (.level, "below \(minimum.rawValue)"), (.covered, "covered by others"),
                (.staged, "of experimental rules"),
            ] + AlertState.allCases.map { (.state($0), $0.rawValue) }
        let parts = reasons.compactMap { reason, words in
            counts[reason].map { "\(Count($0)) \(words)" }
        }
        guard !parts.isEmpty else { return nil }
        return " Not shown: \(parts.joined(separator: ", ")); --all shows them."
    }
}

extension AlertRecord {
    /// A mute whose time is over is none.
    fileprivate mutating func endMute(now: Int64) {
        guard state == .muted, let until = decision?.until, until <= now else { return }
        (state, decision) = (.open, nil)
    }
}

/// A state that a list is asked for.
enum AlertStateOption: String, CaseIterable, ExpressibleByArgument {
    case open, acknowledged, muted, closed, withdrawn, all

    /// The states that some options ask for.
    static func states(_ options: [AlertStateOption]) -> Set<AlertState> {
        options.contains(.all)
            ? Set(AlertState.allCases)
            : Set(options.compactMap { AlertState(rawValue: $0.rawValue) })
    }
}

/// The order of a list.
enum AlertOrder: String, CaseIterable, ExpressibleByArgument {
    case level, first, last, hits, alert

    /// The alerts in this order; among equals, the latest first.
    func sorted(_ alerts: [AlertListing]) -> [AlertListing] {
        func level(_ alert: AlertRecord) -> Severity {
            Severity(rawValue: alert.level) ?? .informational
        }
        return alerts.sorted { one, other in
            let (left, right) = (one.alert, other.alert)
            let later = (right.last, right.id) < (left.last, left.id)
            return switch self {
            case .level: level(left) == level(right) ? later : level(left) > level(right)
            case .first: (left.began, left.id) < (right.began, right.id)
            case .last: later
            case .hits: left.calls == right.calls ? later : left.calls > right.calls
            case .alert: left.id < right.id
            }
        }
    }
}

/// An alert as a row of a list.
struct AlertRow: ListRow {
    let listing: AlertListing
    let now: Int64

    static let columns = [
        OutputColumn("alert", title: "NO", alignment: .trailing, shrink: .never),
        OutputColumn("level", title: "LEVEL", shrink: .never) { Severity(rawValue: $0)?.style },
        OutputColumn("state", title: "STATE", shrink: .never),
        OutputColumn("first", title: "FIRST (UTC)", shrink: .never),
        OutputColumn("lasted", title: "LASTED", alignment: .trailing, shrink: .never),
        OutputColumn("last", title: "LAST", alignment: .trailing, shrink: .never),
        OutputColumn("count", title: "HITS", alignment: .trailing, shrink: .never),
        OutputColumn("title", title: "ALERT", shrink: .priority(1, minimum: 30), wraps: true),
        OutputColumn("rule", title: "RULE", shrink: .priority(2, minimum: 12)),
        OutputColumn("ruleID"), OutputColumn("key"), OutputColumn("reason"),
        OutputColumn("basis"), OutputColumn("staged"), OutputColumn("why"), OutputColumn("by"),
        OutputColumn("until"), OutputColumn("coveredBy"), OutputColumn("techniques"),
    ]

    static func shown(in width: Int?) -> [Int] {
        guard let width, width < 130 else { return [0, 1, 2, 3, 4, 5, 6, 7] }
        return width < 100 ? [0, 1, 5, 7] : [0, 1, 2, 3, 5, 7]
    }

    var brief: [OutputValue] { cells(isBrief: true) }

    var values: [OutputValue] { cells(isBrief: false) }

    private func cells(isBrief: Bool) -> [OutputValue] {
        let alert = listing.alert
        let last = EventTime(seconds: alert.last)
        let seconds = alert.last - alert.began
        let until = alert.decision?.until.map { EventTime(seconds: $0).description }
        let state = alert.state.rawValue + (isBrief && alert.isStaged ? ", staged" : "")
        return [
            .integer(alert.id), .text(alert.level), .text(state),
            .time(alert.began),
            isBrief && seconds > 0
                ? .text(Lasting(seconds).description)
                : isBrief ? .null : .integer(seconds),
            .text(isBrief ? FromNow(alert.last, now: now).description : last.description),
            .integer(Int64(alert.calls)), .text(alert.title), .text(listing.ruleTitle),
            .optional(listing.ruleID), .text(alert.key), .text(alert.reason),
            .text(alert.basis), .boolean(alert.isStaged), .optional(alert.decision?.why),
            .optional(alert.decision?.by), .optional(until),
            alert.coveredBy.map { .integer($0) } ?? .null,
            .array(listing.techniques.map { .text($0.id) }),
        ]
    }
}

extension AlertRecord {
    /// What is known of a field; nil where nothing is, or several things are.
    fileprivate func fact(_ name: String) -> String? {
        facts.first { $0.name == name }?.value
    }

    /// The environment that the alert is about: that of the calls' target, else of their account.
    fileprivate var environment: String? {
        fact("audit.target.environment") ?? fact("audit.environment")
    }
}
