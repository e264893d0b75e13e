import ArgumentParser
import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// Lists security groups and their rules: `audit groups`.
struct GroupsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "List security groups, their open rules, and drift from audit.yaml.",
        discussion: """
            Derives what is open now from the changes in the logs. A rule revoked by ID is looked \
            up where it was authorized. Rules opened before the logs begin and not changed since \
            are not known. Denied calls change nothing.

              audit groups                one line per group
              audit groups --drift        only groups that differ from audit.yaml
              audit groups DB-SG          its rules: since when, by whom, and the verdict

            Name a group by its audit.yaml name, its EC2 name, or its ID. In STATE, OPEN in \
            capitals marks a rule that is open but not declared, MISSING one that is declared but \
            was revoked.

            Exits 1 if no group matches.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Show the rules of groups with this name or ID; globs allowed.",
            valueName: "group"
        ),
        transform: NamePatternArgument.parse
    )
    var group: NamePatternArgument?

    @Flag(help: "Only groups and rules that differ from audit.yaml.")
    var drift = false

    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SecurityGroupCheck(architecture)
        let classifier = Classifier(architecture)
        var groups = try index.groupStates().map { GroupAssessment($0, check, classifier) }
        if drift, architecture.securityGroups.isEmpty {
            console.sayUnchecked("drift from a declaration", of: "security-groups", architecture)
        }
        if let group { groups = groups.filter { $0.matches(group.glob) } }
        if let group, groups.isEmpty {
            console.complain("no security group in the index matches \(group.text)")
            return .nothingFound
        }
        let selection = try environments.selection(in: architecture)
        groups = groups.filter { selection.contains($0.environment?.name) }
        if drift { groups = groups.filter { !$0.drift.isEmpty || $0.isGone } }
        guard !groups.isEmpty else {
            if console.isInteractive { console.say("No security group matches.") }
            return .nothingFound
        }
        guard group != nil else {
            try console.write(groups.map(GroupRow.init), format.resolved(console))
            return .success
        }
        let rules = groups.flatMap { group in
            group.rules.filter { !drift || $0.isDrift }.map {
                GroupRuleRow(group: group, rule: $0)
            }
        }
        try console.write(rules, format.resolved(console))
        return .success
    }
}

extension GroupAssessment {
    /// Whether a pattern matches the group's declared name, EC2 name or ID.
    func matches(_ pattern: Glob) -> Bool {
        [known?.group.name, state.name, state.id].contains { $0.map(pattern.matches) ?? false }
    }
}
