import ArgumentParser
import Assessment
import AuditIndex
import Basics

/// Lists the sessions of deployment roles: `audit deployments`.
struct DeploymentsCommand: ConsoleCommand {
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
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let span = try span.span(now: console.now)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SessionCheck(architecture)
        if broken, architecture.deploymentRoles.isEmpty {
            console.sayUnchecked("contracts of sessions", of: "deployment-roles", architecture)
        }
        var views = try DeploymentSession.all(in: index, check) { principal in
            role.map { $0.glob.matches(principal.name) || $0.glob.matches(principal.arn ?? "") }
                ?? true
        }
        if let role, views.isEmpty {
            console.complain("no session of a deployment role in the index matches \(role.text)")
            return .nothingFound
        }
        if let span { views = views.filter { span.contains($0.session.began.seconds) } }
        if broken { views = views.filter { !$0.breaches.isEmpty } }
        guard !views.isEmpty else {
            if console.isInteractive { console.say("No session matches.") }
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
}
