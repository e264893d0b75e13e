import ArgumentParser
import Assessment
import AuditIndex
import Basics

/// Lists the sessions of deployment roles: `audit deployments`.
struct DeploymentsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments",
        abstract: "List the sessions of deployment roles, and which broke their contract.",
        discussion: """
            Who took a role that changes an environment, how, from where, and what was done \
            with it, denied attempts included. Contracts stand in audit.yaml: who may take the \
            role, from which networks, in which windows, for how long, and what it may do. A \
            role that is not declared but sounds like one that deploys has a ? behind its name.

              audit deployments --since 30d
              audit deployments --broken
              audit deployments deploy-prod      what was broken, and what each session did

            A session whose beginning is not in the logs is listed by its first call. \
            Exit status 1 says that there is no such session.
            """
    )

    @Argument(help: ArgumentHelp("Show the roles of this name; globs allowed.", valueName: "role"))
    var role: String?

    @OptionGroup var span: SpanOptions

    @Flag(help: "Only sessions and attempts that broke their contract.")
    var broken = false

    @Option(help: ArgumentHelp("At most so many; 0 for all.", valueName: "number"))
    var limit: Int?

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        _ = try pattern
        if let limit, limit < 0 {
            throw ValidationError("--limit takes a number from 0 on, not \(limit).")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let span = try span.span(now: console.now)
        let index = try AuditDatabase.openForReading(database.path(console))
        let check = SessionCheck(architecture)
        var views = try views(index, check)
        if let span { views = views.filter { span.contains($0.session.began.seconds) } }
        if broken { views = views.filter { !$0.breaches.isEmpty } }
        guard !views.isEmpty else {
            if console.isInteractive { console.say("There is no such session in the index.") }
            return .nothingFound
        }
        let limit = limit ?? (role == nil ? 100 : 20)
        let shown = limit == 0 ? views[...] : views.prefix(limit)
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
        if shown.count < views.count, self.limit == nil {
            try console.output.flush()
            console.say(
                "The latest \(Count(shown.count)) of \(Count(views.count)); --limit 0 prints all."
            )
        }
        return .success
    }

    /// The sessions of the roles that are asked for, the latest first.
    private func views(_ index: AuditDatabase, _ check: SessionCheck) throws -> [DeploymentSession]
    {
        let wanted = try pattern
        return try DeploymentSession.all(in: index, check) { role in
            wanted.map { $0.matches(role.name) || $0.matches(role.arn ?? "") } ?? true
        }
    }

    private var pattern: Glob? {
        get throws {
            guard let role else { return nil }
            do {
                return try Glob(role, caseInsensitive: true)
            } catch {
                throw ValidationError("The name of a role: \(error)")
            }
        }
    }
}
