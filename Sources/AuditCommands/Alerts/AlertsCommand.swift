import ArgumentParser

/// What is known of alerts, and what people do about them: `audit alerts`.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "List and show alerts; acknowledge, mute and close them.",
        discussion: """
            The alerts that audit alert has raised, each with its evidence, which outlives the \
            logs. An alert is named by its number, or by the beginning of its key.

              audit alerts list
              audit alerts show 3
              audit alerts ack 3 --why 'known, ticket 812'
              audit alerts mute 4 --for 14d --why 'migration'
              audit alerts close 3 --why 'keys rotated'
            """,
        subcommands: [
            AlertsListCommand.self, AlertsShowCommand.self, AlertsAckCommand.self,
            AlertsMuteCommand.self, AlertsCloseCommand.self,
        ],
        defaultSubcommand: AlertsListCommand.self
    )
}
