import ArgumentParser
import Detection

/// Shows one rule whole: `audit rules show`.
struct RulesShowCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all there is to a rule: what it says, its tests, its text.",
        discussion: """
            The rule is named by its id, name or title, or by the beginning of the id or a part \
            of the title. Ids are not always unique: all that fit are shown.

              audit rules show 8b1c9d7e
              audit rules show 'root account'

            Exit status 1 says that there is no such rule.
            """
    )

    @Argument(help: ArgumentHelp("Its id, name or title.", valueName: "rule"))
    var rule: String

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(needsTests: true)
        let found = RuleEntry.matching(rule, in: RuleEntry.all(of: set))
        guard !found.isEmpty else {
            console.complain("there is no rule \(rule)")
            rules.sayRejected(set, console)
            return .nothingFound
        }
        try RulePage(entries: found).write(format.resolved(console), console)
        return .success
    }
}
