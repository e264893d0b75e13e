import ArgumentParser
import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// Lists the sessions of deployment roles: `audit deployments`.
struct DeploymentsCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments",
        abstract: "List sessions of deployment roles and check their contracts.",
        discussion: """
            Shows who assumed a role that changes an environment, how, from where, and what they \
            did, including denied attempts. audit.yaml declares each role's contract: who may \
            assume it, from which networks, in which windows, for how long, and which actions are \
            allowed. A ? marks a role that is not declared but is named like a deployment role.

              audit deployments --since 30d
              audit deployments --broken
              audit deployments deploy-prod      breaches and actions of each session

            A session whose start is not in the logs is listed by its first call.

            Exits 1 if no session matches.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Show sessions of roles with this name; globs allowed.",
            valueName: "role"
        ),
        transform: NamePatternArgument.parse
    )
    var role: NamePatternArgument?

    @OptionGroup var span: SpanOptions
    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup var accounts: AccountOptions

    @Flag(help: "Only sessions and attempts that broke their contract.")
    var broken = false

    @Option(
        help: ArgumentHelp(
            "Print at most this many; 0 prints all. Default: 100; 20 with a role.",
            valueName: "number"
        ),
        transform: RowLimit.parse
    )
    var limit: RowLimit?

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let span = try span.span(console.clock)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SessionCheck(architecture)
        if broken, architecture.deploymentRoles.isEmpty {
            console.sayUnchecked("contracts of sessions", of: "deployment-roles", architecture)
        }
        var views = try DeploymentSession.all(in: index, check) { principal in
            role.map { $0.glob.matches(principal.name) || $0.glob.matches(principal.arn ?? "") }
                ?? true
        }
        let selection = try environments.selection(in: architecture)
        let isRoleKnown = !views.isEmpty
        views = views.filter { view in
            (span.map { $0.contains(view.session.began.seconds) } ?? true)
                && selection.contains(view.environment?.name)
                && accounts.contains(view.role.accountID)
                && (!broken || !view.breaches.isEmpty)
        }
        guard !views.isEmpty else {
            if let role, !isRoleKnown { try sayUnknown(role, index, check, console) }
            let answer = EmptyAnswer(index: index, console: console)
            try answer.say(
                broken ? "No session broke its contract" : "No session matches",
                self.span
            )
            try answer.sayUnknown(("--account", "account"), accounts.account) {
                try index.knownTexts(.text(.account))
            }
            return .nothingFound
        }
        let shown = (limit ?? RowLimit(role == nil ? 100 : 20)).prefix(of: views)
        let format = format.resolved(console)
        if role != nil, format == .table || format == .json {
            let page = DeploymentPage(
                views: Array(shown),
                roles: Set(views.map(\.role)).compactMap { role in
                    check.contract(of: role).map { (role, $0) }
                }
            )
            try page.write(format, console)
        } else {
            try console.write(shown, format)
        }
        if shown.count < views.count, limit == nil {
            try console.output.flush()
            console.say(
                "Showing the latest \(Count(shown.count)) of \(Count(views.count)); --limit 0 prints all."
            )
        }
        return .success
    }
    private func sayUnknown(
        _ role: NamePatternArgument,
        _ index: AuditDatabase,
        _ check: SessionCheck,
        _ console: Console
    ) throws {
        let roles = try index.assumedRoles().map { Principal(role: $0) }
        if let other = roles.first(where: { role.glob.matches($0.name) }) {
            return console.complain(
                "\(other.name) is not a deployment role; its calls: audit search --role \(other.name)"
            )
        }
        let names = roles.filter { check.deployment($0) != nil }.map(\.name)
        let hint = NearestName.of(role.text, among: Set(names)).map {
            "; did you mean \($0.quoted)?"
        }
        console.complain(
            "no session of a deployment role in the index matches \(role.text)" + (hint ?? "")
        )
    }
}
