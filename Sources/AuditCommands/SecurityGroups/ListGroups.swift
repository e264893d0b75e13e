import ArgumentParser
import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// Lists security groups and their rules: `audit groups`.
struct GroupsCommand: OutputCommand, ZonedCommand {
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
            was revoked. With --since or --until, only groups that changed in that time, and of a \
            named group the rules that were opened or closed in it.

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

    @OptionGroup var span: SpanOptions
    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup var accounts: AccountOptions
    @OptionGroup var limit: LimitOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SecurityGroupCheck(architecture)
        let classifier = Classifier(architecture)
        let known = try index.groupStates().map { GroupAssessment($0, check, classifier) }
        if drift, architecture.securityGroups.isEmpty {
            console.sayUnchecked("drift from a declaration", of: "security-groups", architecture)
        }
        let selection = try environments.selection(in: architecture)
        let span = try span.span(console.clock)
        let groups = known.filter { view in
            (group.map { view.matches($0.glob) } ?? true)
                && selection.contains(view.environment?.name)
                && accounts.contains(view.state.account)
                && (!drift || !view.drift.isEmpty || view.isGone)
                && (span.map(view.hasChanged) ?? true)
        }
        guard !groups.isEmpty else {
            try sayNothing(known, index, console)
            return .nothingFound
        }
        let format = format.resolved(console)
        guard group != nil else {
            try console.write(limit.prefix(of: groups).map(GroupRow.init), format)
            return .success
        }
        let rules = groups.flatMap { group in
            group.rules.filter { rule in
                (!drift || rule.isDrift) && (span.map(rule.hasChanged) ?? true)
            }.map { GroupRuleRow(group: group, rule: $0) }
        }
        try console.write(limit.prefix(of: rules), format)
        return .success
    }

    private func sayNothing(
        _ known: [GroupAssessment],
        _ index: AuditDatabase,
        _ console: Console
    ) throws {
        let answer = EmptyAnswer(index: index, console: console)
        if let group, !known.contains(where: { $0.matches(group.glob) }) {
            let names = known.flatMap { [$0.known?.group.name, $0.state.name, $0.state.id] }
            let near = NearestName.of(group.text, among: names.compactMap(\.self))
            console.complain(
                "no security group in the index matches \(group.text)"
                    + (near.map { "; did you mean \($0.quoted)?" } ?? "")
            )
        }
        try answer.say(drift ? "No drift" : "No security group matches", span)
        try answer.sayUnknown(("--account", "account"), accounts.account) {
            known.compactMap(\.state.account)
        }
    }
}

extension GroupAssessment {
    /// Whether the group or one of its rules changed in a time.
    fileprivate func hasChanged(in span: Range<Int64>) -> Bool {
        let changes = [state.created, state.deleted, state.last].compactMap { $0?.time.seconds }
        return changes.contains(where: span.contains) || rules.contains { $0.hasChanged(in: span) }
    }
}

extension GroupAssessment.Rule {
    /// Whether the rule was opened or closed in a time.
    fileprivate func hasChanged(in span: Range<Int64>) -> Bool {
        [rule.opened, rule.closed].contains { $0.map { span.contains($0.time.seconds) } ?? false }
    }
}

extension GroupAssessment {
    /// Whether a pattern matches the group's declared name, EC2 name or ID.
    func matches(_ pattern: Glob) -> Bool {
        [known?.group.name, state.name, state.id].contains { $0.map(pattern.matches) ?? false }
    }
}
