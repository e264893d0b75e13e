import ArgumentParser
import Assessment
import AuditIndex
import Basics

/// Lists secrets and who read them: `audit secrets`.
struct SecretsCommand: OutputCommand, ZonedCommand {
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
              audit secrets --env prod --since 7d
              audit secrets prod/orders/mongodb      its readers and changes

            With --since or --until, only reads in that time are counted, and only secrets with \
            any are listed.

            Exits 1 if no secret matches.
            """
    )

    @Argument(
        help: ArgumentHelp("Show secrets with this name; globs allowed.", valueName: "name"),
        transform: SecretNameArgument.parse
    )
    var name: SecretNameArgument?

    @OptionGroup var span: SpanOptions
    @OptionGroup var environments: EnvironmentOptions
    @OptionGroup var accounts: AccountOptions
    @OptionGroup var limit: LimitOptions

    @Option(
        help: ArgumentHelp("Evaluate rotations as of this time. Default: now.", valueName: "time"),
        transform: TimeOption.parse
    )
    var asOf: TimeOption?

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let now = try asOf?.time(of: "--as-of", console.clock).lowerBound ?? console.now
        let span = try span.span(console.clock)
        let check = SecretCheck(architecture, now: now)
        let records = try index.secrets(in: span)
        var views = try records.filter { span == nil || $0.reads + $0.denied > 0 }.map {
            try check.assess($0, readers: index.readers(of: $0, in: span))
        }
        if let name { views = views.filter { $0.matches(name.pattern) } }
        let selection = try environments.selection(in: architecture)
        views = views.filter {
            selection.contains($0.environment?.name)
                && accounts.contains($0.record.reference.place.accountID)
        }
        guard !views.isEmpty else {
            try sayNothing(records, index, console)
            return .nothingFound
        }
        let format = format.resolved(console)
        if name != nil, views.count == 1, let view = views.first,
            OutputFormat.page.contains(format)
        {
            let changes = try index.changes(of: view.record)
            try SecretPage(view: view, changes: changes).write(format, console)
        } else {
            try console.write(limit.prefix(of: views), format)
        }
        return .success
    }

    private func sayNothing(
        _ records: [SecretRecord],
        _ index: AuditDatabase,
        _ console: Console
    ) throws {
        let answer = EmptyAnswer(index: index, console: console)
        let names = records.map(\.reference.name)
        if let name, !records.contains(where: { name.pattern.matches($0.reference) }) {
            let hint = NearestName.of(name.text, among: names).map {
                "; did you mean \($0.quoted)?"
            }
            console.complain("no secret in the index matches \(name.text)" + (hint ?? ""))
        }
        try answer.say("No secret matches", span)
        try answer.sayUnknown(("--account", "account"), accounts.account) {
            records.map(\.reference.place.accountID)
        }
    }
}
