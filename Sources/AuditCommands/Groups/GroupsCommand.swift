import ArgumentParser
import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// Lists security groups and their rules: `audit groups`.
struct GroupsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "List security groups, which rules are open, and what drifts from audit.yaml.",
        discussion: """
            What is open now, as far as the changes in the logs tell: a rule that was taken away \
            by its id is looked up where it was opened. What was open before the logs begin, and \
            was not changed since, is not known. Calls that were denied changed nothing.

              audit groups                       one line a group
              audit groups --drift               only those that differ from audit.yaml
              audit groups DB-SG                 its rules: since when, by whom, with a verdict

            A group is named as audit.yaml has it, as EC2 has it, or by its id. A rule in STATE \
            OPEN (in capitals) is not declared, and one that is MISSING is declared and was taken \
            away.

            Exit status 1 says that there is no such group.
            """
    )

    @Argument(
        help: ArgumentHelp("Show the rules of this group; globs allowed.", valueName: "group")
    )
    var group: String?

    @Flag(help: "Only groups and rules that differ from the declaration.")
    var drift = false

    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws { _ = try pattern }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SecurityGroupCheck(architecture)
        let classifier = Classifier(architecture)
        var audits = try index.groupStates().map { GroupAssessment($0, check, classifier) }
        if let pattern = try pattern { audits = audits.filter { $0.matches(pattern) } }
        let selection = try environments.selection(in: architecture)
        audits = audits.filter { selection.contains($0.environment?.name) }
        if drift { audits = audits.filter { !$0.drift.isEmpty || $0.isGone } }
        guard !audits.isEmpty else {
            if console.isInteractive {
                console.say("There is no such security group in the index.")
            }
            return .nothingFound
        }
        guard group != nil else {
            try console.write(audits.map(GroupView.init), format.resolved(console))
            return .success
        }
        let rules = audits.flatMap { audit in
            audit.rules.filter { !drift || $0.isDrift }.map {
                GroupRuleView(audit: audit, rule: $0)
            }
        }
        try console.write(rules, format.resolved(console))
        return .success
    }

    private var pattern: Glob? {
        get throws {
            guard let group else { return nil }
            do {
                return try Glob(group, caseInsensitive: true)
            } catch {
                throw ValidationError("The name of a group: \(error)")
            }
        }
    }
}

extension GroupAssessment {
    /// Whether a pattern means the group.
    func matches(_ pattern: Glob) -> Bool {
        [known?.group.name, state.name, state.id].contains { $0.map(pattern.matches) ?? false }
    }
}
