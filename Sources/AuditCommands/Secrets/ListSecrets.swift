import ArgumentParser
import Assessment
import AuditIndex

/// Lists secrets and who read them: `audit secrets`.
struct SecretsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "List secrets, who read them, and their rotation.",
        discussion: """
            Covers Secrets Manager and decrypted SSM parameters. All spellings of a secret (name, \
            full or partial ARN) count as one. Denied attempts are included; batch calls and \
            decryptions that belong to a read are not counted again.

            audit.yaml declares environments, kinds, readers and rotation intervals. A ? marks an \
            environment guessed from the name.

              audit secrets
              audit secrets --env prod
              audit secrets prod/orders/mongodb      its readers and changes

            Exits 1 if no secret matches.
            """
    )

    @Argument(
        help: ArgumentHelp("Show secrets with this name; globs allowed.", valueName: "name"),
        transform: SecretNameArgument.parse
    )
    var name: SecretNameArgument?

    @OptionGroup var environments: EnvironmentOptions

    @Option(
        help: ArgumentHelp("Evaluate rotations as of this time. Default: now.", valueName: "time"),
        transform: TimeOption.parse
    )
    var asOf: TimeOption?

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let now = try asOf?.time(of: "--as-of", now: console.now).lowerBound ?? console.now
        let check = SecretCheck(architecture, now: now)
        var views = try index.secrets().map { try check.assess($0, readers: index.readers(of: $0)) }
        if let name { views = views.filter { $0.matches(name.pattern) } }
        let selection = try environments.selection(in: architecture)
        views = views.filter { selection.contains($0.environment?.name) }
        guard !views.isEmpty else {
            if let name {
                console.complain("no secret in the index matches \(name.text)")
            } else if console.isInteractive {
                console.say("No secret matches.")
            }
            return .nothingFound
        }
        let format = format.resolved(console)
        if name != nil, views.count == 1, let view = views.first, format != .csv, format != .tsv {
            let changes = try index.changes(of: view.record)
            try SecretPage(view: view, changes: changes).write(format, console)
        } else {
            try console.write(views, format)
        }
        return .success
    }
}
