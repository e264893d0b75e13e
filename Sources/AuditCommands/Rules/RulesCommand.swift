import ArgumentParser

/// The command `audit rules`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List, show, check and test Sigma rules.",
        discussion: """
            Rules are Sigma's, as they are: YAML files, one or more documents each – rules, \
            correlations, filters. Beside CloudTrail's fields they know those that audit.yaml \
            gives an event, which begin with audit. A rule's tests stand behind it in the same \
            file, as a document of their own.

              audit rules list --rules sigma/rules/cloud/aws
              audit rules show 'Console login without MFA'
              audit rules lint && audit rules test
              audit rules backtest 8b1c9d7e --days 90
              audit rules fields
            """,
        subcommands: [
            RulesListCommand.self, RulesShowCommand.self, RulesLintCommand.self,
            RulesTestCommand.self, RulesBacktestCommand.self, RulesFieldsCommand.self,
        ]
    )
}
