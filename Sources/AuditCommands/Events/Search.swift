import ArgumentParser
import AuditIndex
import Basics

/// The command `audit search`.
struct SearchCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search the index for events.",
        discussion: """
            Options narrow the search; repeat an option for OR. In a pattern, * matches any text \
            and ? one character. A pattern matches a whole value or the name in an ARN, ignoring \
            case; with ! in front, it excludes what it matches. The newest events come first. A \
            narrow terminal shows fewer columns, unless --fields chooses them.

            audit.yaml, as it is now, assigns environments; what it leaves open is guessed from \
            names. An event belongs to the environment of the secret, role or resource that it is \
            about, else to that of its account.

            A term finds any text of the event: all values of its record, numbers too, in either \
            case. --where looks at one field, by its path in the record or by the name of a \
            derived field (audit.…). = compares the whole value or the name in an ARN; modifiers \
            are Sigma's: contains, startswith, endswith, re, cidr, gt, lt, exists and more.

            What costs what: options, whole event IDs and the fields below are answered from the \
            index. For terms, --where and other fields, the records of the events that the \
            options leave are read back from the log files: add --since, --event or --account. \
            --limit stops as soon as enough are found. Credentials are blanked before a record \
            is searched.

              audit search --since 7d --event GetSecretValue --secret 'prod/*'
              audit search --env production --principal '!deploy-*' --denied
              audit search --role deploy-prod --ip '!192.0.2.0/24'
              audit search --since 2026-03-07 --denied --top audit.principal
              audit search mallory --since 7d
              audit search --event StopLogging --where 'requestParameters.name=acme-*'
              audit search --since 30d --where 'requestParameters.policyArn|exists=true'
              audit search --event PutObject --top requestParameters.bucketName

            Fields of --fields and --top: \
            \(SearchField.allCases.map(\.rawValue).joined(separator: ", ")). Also any path in \
            the record, such as requestParameters.name, and what 'audit rules fields' lists.
            """
    )

    @OptionGroup(title: "Which events") var filters: FilterOptions
    @OptionGroup(title: "Which events") var environments: EnvironmentOptions
    @OptionGroup(title: "Which events") var config: ConfigOptions

    @Option(
        help: ArgumentHelp(
            "Print at most this many; 0 prints all. Default: 100; 20 with --top.",
            valueName: "number"
        ),
        transform: RowLimit.parse
    )
    var limit: RowLimit?

    @Flag(help: "Print the oldest events first.")
    var reverse = false

    @Flag(help: "Print only the number of events.")
    var count = false

    @Option(
        help: ArgumentHelp("Count events by the values of this field.", valueName: "field"),
        transform: SearchColumn.parseCountable
    )
    var top: SearchColumn?

    @Option(
        help: ArgumentHelp("Fields to print, separated by commas.", valueName: "fields"),
        transform: SearchFieldList.parse
    )
    var fields: SearchFieldList?

    @Flag(help: "Print full records, read from the log files, with credentials blanked.")
    var raw = false

    @OptionGroup(title: "S3") var s3: S3Options
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if [count, raw, top != nil].filter(\.self).count > 1 {
            throw ValidationError("--count, --top and --raw cannot be combined.")
        }
        if fields != nil, count || raw || top != nil {
            throw ValidationError("--fields cannot be combined with --count, --top or --raw.")
        }
        if raw, let format = format.chosen, format != .jsonl {
            throw ValidationError("--raw supports --format jsonl only.")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let request = try request(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let status = try request.run(index, console)
        if status == .nothingFound {
            let answer = EmptyAnswer(index: index, console: console)
            try answer.say("No event matches", filters.span)
            try filters.sayUnknown(answer)
        }
        return status
    }

    /// What to search for, and how to print it.
    private func request(_ console: Console) throws -> SearchRequest {
        var request = SearchRequest(
            filter: try filters.filter(console.clock),
            conditions: filters.conditions,
            result: .events(fields?.columns),
            limit: limit,
            newestFirst: !reverse,
            format: format.resolved(console),
            objects: s3.store(console)
        )
        if count { request.result = .count(format.chosen ?? .table) }
        if raw { request.result = .records }
        if let top { request.result = .top(top) }
        // A broken audit.yaml must not stop a search that does not need it.
        guard
            !environments.environments.isEmpty || request.result.needsArchitecture
                || filters.conditions.contains(where: \.isDerived)
        else { return request }
        let architecture = try config.architecture(console)
        try environments.add(to: &request.filter, evaluatedBy: architecture)
        request.architecture = architecture
        return request
    }
}
