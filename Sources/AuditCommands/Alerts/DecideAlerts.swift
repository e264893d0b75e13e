import ArgumentParser
import AuditIndex

/// Lists alerts and records decisions on them: `audit alerts`.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List and show alerts; acknowledge, mute, close and reopen them.",
        discussion: """
            Alerts raised by audit alert, with evidence that outlives the logs. Name an alert by \
            its number, or by the beginning of its key. Of several alerts all are decided on, or \
            none.

              audit alerts list
              audit alerts show 3
              audit alerts ack 3 --why 'known, ticket 812'
              audit alerts mute 4 --for 14d --why 'migration'
              audit alerts close 3 --why 'keys rotated'
              audit alerts reopen 3
            """,
        subcommands: [
            AlertsListCommand.self, AlertsShowCommand.self, AlertsAckCommand.self,
            AlertsMuteCommand.self, AlertsUnmuteCommand.self, AlertsCloseCommand.self,
            AlertsReopenCommand.self,
        ],
        defaultSubcommand: AlertsListCommand.self
    )
}

/// The alerts to decide on, and why.
struct AlertDecisionOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Alert numbers, or beginnings of keys.", valueName: "alert"))
    var names: [String]

    @Option(help: ArgumentHelp("Reason, kept with the alert.", valueName: "text"))
    var why: String?

    @Option(help: ArgumentHelp("Who decides. Default: the current user.", valueName: "name"))
    var by: String?

    @OptionGroup var database: DatabaseOptions

    /// Puts the alerts into a state: all of them, or none.
    ///
    /// - parameter states: Those that it applies to; with an alert in another, nothing is done.
    func decide(
        _ state: AlertState,
        until: Int64? = nil,
        from states: Set<AlertState> = Set(AlertState.allCases),
        _ console: Console
    ) throws -> ExitStatus {
        let index = try AuditDatabase.openForWriting(database.path(console))
        let user = ["SUDO_USER", "USER", "LOGNAME"].lazy
            .compactMap { console.environment[$0] }.first { !$0.isEmpty }
        let decision = AlertRecord.Decision(
            until: until,
            by: by ?? user,
            why: why,
            at: console.now
        )
        var problems: [String] = []
        var decided: [AlertListing] = []
        for name in names {
            let named = try index.alerts(named: name)
            if named.isEmpty { problems.append("no alert \(name)") }
            for listing in named {
                let alert = listing.alert
                guard states.contains(alert.state) else {
                    problems.append("alert \(alert.id) is \(alert.state.rawValue)")
                    continue
                }
                if !decided.contains(where: { $0.alert.id == alert.id }) { decided.append(listing) }
            }
        }
        guard problems.isEmpty else {
            for problem in problems { console.complain("\(problem); nothing was done") }
            return .nothingFound
        }
        // All or none: a decision on half of what was named would look like one on all.
        try index.evaluate { store in
            for listing in decided {
                // Another run may have changed it since.
                guard var alert = try store.alert(listing.alert.id) else { continue }
                // Channels that keep it open resolved it, and are notified anew.
                if state == .open, alert.state == .closed { alert.notified = nil }
                alert.state = state
                alert.decision = decision
                // Channels that keep it open have to resolve it, or to open it again.
                if state == .closed || state == .open { alert.isPending = true }
                try store.save(alert)
            }
        }
        for listing in decided {
            console.say("Alert \(listing.alert.id) is \(state.rawValue): \(listing.alert.title)")
        }
        return .success
    }
}

/// Acknowledges alerts: `audit alerts ack`.
struct AlertsAckCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge alerts: no notifications unless they grow.",
        discussion: """
              audit alerts ack 3 --why 'known, ticket 812'
            """
    )

    @OptionGroup var decision: AlertDecisionOptions

    func run(_ console: Console) throws -> ExitStatus {
        try decision.decide(.acknowledged, console)
    }
}

/// Mutes alerts: `audit alerts mute`.
struct AlertsMuteCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "mute",
        abstract: "Mute alerts for a time.",
        discussion: """
            Mutes single alerts. To suppress what a rule finds under some condition, write a \
            Sigma filter and load it with --rules; with 'expires: 2026-12-31' it is temporary. \
            See the guide on rules.

              audit alerts mute 4 --for 14d --why 'migration'
            """
    )

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long, such as 12h or 7d.", valueName: "time"),
        transform: WaitingTime.parse
    )
    var length: WaitingTime

    @OptionGroup var decision: AlertDecisionOptions

    func run(_ console: Console) throws -> ExitStatus {
        try decision.decide(.muted, until: console.now + length.seconds, console)
    }
}

/// Closes alerts: `audit alerts close`.
struct AlertsCloseCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close alerts; new hits reopen them.",
        discussion: """
            The next run of audit alert resolves them in channels that keep alerts open, such as \
            PagerDuty.

              audit alerts close 3 --why 'keys rotated'
            """
    )

    @OptionGroup var decision: AlertDecisionOptions

    func run(_ console: Console) throws -> ExitStatus {
        try decision.decide(.closed, console)
    }
}

/// Ends the mute of alerts: `audit alerts unmute`.
struct AlertsUnmuteCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmute",
        abstract: "End the mute of alerts before its time.",
        discussion: """
            The next run of audit alert notifies of those that have grown meanwhile.

              audit alerts unmute 4
            """
    )

    @OptionGroup var decision: AlertDecisionOptions

    func run(_ console: Console) throws -> ExitStatus {
        try decision.decide(.open, from: [.muted], console)
    }
}

/// Opens alerts again: `audit alerts reopen`.
struct AlertsReopenCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Open alerts again that were closed or acknowledged.",
        discussion: """
            The next run of audit alert notifies again of those that were closed.

              audit alerts reopen 3 --why 'the key is still in use'
            """
    )

    @OptionGroup var decision: AlertDecisionOptions

    func run(_ console: Console) throws -> ExitStatus {
        try decision.decide(.open, from: [.closed, .acknowledged], console)
    }
}
