import ArgumentParser
import Assessment
import AuditIndex

/// Lists secrets and who read them: `audit secrets`.
struct SecretsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "List the secrets, who read them, and how their rotation stands.",
        discussion: """
            Secrets of Secrets Manager and parameters that were decrypted. A secret is one, \
            whether callers wrote its name, its ARN or half of that; denied attempts count too, \
            and a batch or a decryption that belongs to a read does not count again.

            Environments, kinds, declared readers and the longest time between rotations come \
            from audit.yaml. An environment that is guessed from the name has a ? behind it.

              audit secrets
              audit secrets --env prod
              audit secrets prod/orders/mongodb      its readers and its changes

            Exit status 1 says that there is no such secret.
            """
    )

    @Argument(
        help: ArgumentHelp("Show the secret of this name; a glob may name many.", valueName: "name")
    )
    var name: String?

    @OptionGroup var environments: EnvironmentOptions

    @Option(help: ArgumentHelp("Judge rotations as of this time. Default: now.", valueName: "time"))
    var asOf: String?

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        _ = try pattern
        if let asOf { _ = try TimeExpression(asOf, of: "--as-of", now: 4_102_444_800) }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let now =
            try asOf.map {
                try TimeExpression($0, of: "--as-of", now: console.now).lowerBound
            } ?? console.now
        let check = SecretCheck(architecture, now: now)
        var views = try index.secrets().map { try check.view($0, readers: index.readers(of: $0)) }
        if let pattern = try pattern { views = views.filter { $0.matches(pattern) } }
        let selection = try environments.selection(in: architecture)
        views = views.filter { selection.contains($0.environment?.name) }
        guard !views.isEmpty else {
            if console.isInteractive { console.say("There is no such secret in the index.") }
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

    private var pattern: SecretPattern? {
        get throws {
            guard let name else { return nil }
            do {
                return try SecretPattern(name)
            } catch {
                throw ValidationError("The name of a secret: \(error)")
            }
        }
    }
}
