import Alerting
import ArgumentParser
import AuditIndex
import Basics
import Delivery
import Detection
import Foundation
import Ingestion
import StrictYAML

/// The alert job: `audit alert`.
struct AlertCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: "Read new logs, evaluate rules, and notify once of each finding.",
        discussion: """
            Made for cron: reads what is new under PATH, or under the paths of earlier runs, \
            evaluates the rules, and prints alerts that are new or have grown, each once. \
            Without news it prints nothing. Hits of a rule on the same subject are one alert. \
            Alerts are kept: audit alerts lists, shows, acknowledges, mutes and closes them. More \
            than 20 at once are summarized, and a first run ends with a summary.

            Rules about something that is missing, such as a rotation, are evaluated as of now, \
            or as of the last event if that is more than a week old.

            Alerts can also go to Slack, PagerDuty, a webhook, mail, syslog or SNS, set up with a \
            file (--delivery) or environment variables. Later runs retry failed deliveries. \
            --test-delivery sends a test to each channel.

              audit alert /var/log/cloudtrail
              audit alert --no-deliver /var/log/cloudtrail        first run: take stock
              audit alert s3://my-trail                           from a bucket
              audit alert --queue https://sqs.eu-west-1.amazonaws.com/510000000001/audit
              audit alert --since 2026-03-06 --as-of 2026-03-08   print past alerts

            Exit status: 0 nothing new, 1 new alerts (see --fail-on), 2 some input, rule or \
            delivery failed in this run or another run is active, 64 usage error (nothing was done).
            """
    )

    @Argument(
        help: """
            Files, folders, pipes, and s3://bucket/prefix; - is standard input. Default: those of \
            earlier runs but for pipes.
            """
    )
    var paths: [String] = []

    @OptionGroup var rules: RuleSetOptions

    @Option(
        help: ArgumentHelp(
            "Notify of alerts of this level or above.",
            valueName: "level"
        )
    )
    var minLevel: Severity = .medium

    @Option(
        help: ArgumentHelp(
            "Exit 1 only for new alerts of this level or above.",
            valueName: "level"
        )
    )
    var failOn: Severity = .informational

    @Flag(help: "Include alerts of experimental rules.")
    var experimental = false

    @Option(
        help: ArgumentHelp(
            "Print alerts since this time, notified or not, and send nothing.",
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var since: TimeOption?

    @Option(
        help: ArgumentHelp(
            "Evaluate what is missing as of this time; print like --since, and send nothing.",
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var asOf: TimeOption?

    @Option(
        help: ArgumentHelp(
            "Delivery settings file. Default: $AUDIT_DELIVERY.",
            valueName: "file"
        )
    )
    var delivery: String?

    @Flag(help: "Re-evaluate events evaluated with other rules or another audit.yaml.")
    var reclassify = false

    @Flag(help: "Send nothing; new alerts count as notified.")
    var noDeliver = false

    @Flag(help: "Send a test to each channel and do nothing else.")
    var testDelivery = false

    @Option(
        help: ArgumentHelp(
            "Wait this long for another run to finish, such as 10m. Default: do not wait.",
            valueName: "time"
        ),
        transform: WaitingTime.parse
    )
    var wait: WaitingTime?

    @Option(help: ArgumentHelp("Output format.", valueName: "format"))
    var format: AlertFormat = .text

    @OptionGroup var jobs: JobsOptions

    @OptionGroup var exclude: ExcludeOptions

    @OptionGroup(title: "S3") var s3: S3Options

    @Option(
        help: ArgumentHelp(
            """
            Read the objects that S3 announces in this SQS queue, in place of PATH, and delete a \
            message once its alerts are on their way.
            """,
            valueName: "url"
        )
    )
    var queue: String?

    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        if let meant = Misspelling.ofAlerts(paths) {
            throw ValidationError("\(paths[0]): no such file or folder. \(meant)")
        }
        if queue != nil, !paths.isEmpty || since != nil || asOf != nil {
            throw ValidationError("--queue cannot be combined with PATH, --since or --as-of.")
        }
        if testDelivery, noDeliver {
            throw ValidationError("--test-delivery and --no-deliver cannot be combined.")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let settings = try settings(console)
        if testDelivery { return try DeliveryTest(settings: settings).run(console) }
        let span = try span(console)
        if span == nil, settings.channels.count > 1 { try checkTrust(console) }
        let architecture = try config.architecture(console)
        let set = try rules.current(console, architecture)
        let program = RuleProgram(set)
        guard !program.rules.isEmpty else {
            throw CommandFailure(message: "no rule applies to CloudTrail", status: .usage)
        }
        let evaluated = EventRules(
            program: program,
            architecture: architecture,
            paths: rules.selection.remembered
        )
        let path = database.path(console)
        let lock = try RunLock(index: path, patience: wait?.seconds ?? 0)
        defer { withExtendedLifetime(lock) {} }
        let index = try AuditDatabase.openForWriting(path)
        let access = s3.access(console)
        let objects = s3.store(access)
        let announced = try queue.map { try s3.queue($0, access) }
        var isClean =
            try read(index, evaluated, objects, announced, console) && set.rejected.isEmpty
        let now = try index.presentTime(console.now)
        try AlertEvaluator(
            index: index,
            rules: evaluated,
            asOf: asOf == nil ? now : span?.upperBound ?? now,
            objects: objects
        )
        .run()
        let notifier = AlertNotifier(
            index: index,
            rules: evaluated,
            policy: NotificationPolicy(
                minimum: minLevel,
                includesStaged: experimental,
                now: console.now
            ),
            channels: settings.channels
        )
        if let span {
            try notifier.markCovered()
            return try Replay(span: span, minimum: minLevel, includesStaged: experimental)
                .print(index, evaluated, printer(console), failOn: failOn)
        }
        let isFirst = try index.readAlerts { store in try !store.hasNotified() }
        let notified = try notifier.notify()
        // Before anything is sent: what is in the outbox arrives, whatever becomes of this run.
        if let announced { isClean = try settle(announced, index, console) && isClean }
        let report = try send(settings.channels, isFirst: isFirst, index, console)
        try console.output.flush()
        for line in report.failures + report.postponed { console.complain(line) }
        for name in Set(report.orphans).sorted() {
            console.complain(
                "\(name): notifications are waiting for a channel that is no longer set up"
            )
        }
        isClean =
            isClean && report.failures.isEmpty && report.postponed.isEmpty
            && report.orphans.isEmpty
        index.checkpoint()
        try index.checkIsInPlace()
        guard isClean else { return .failure }
        // What an earlier run could not print is news to whoever reads it now.
        let printers = settings.channels.compactMap { $0.channel as? PrintChannel }
        let isNew =
            notified.alerts.contains { $0.kind != .resolved && $0.level >= failOn }
            || printers.contains { $0.output.has(failOn) }
        return isNew ? .nothingFound : .success
    }

    /// Refuses an `audit.yaml` that anybody may change: what it allows is not reported.
    private func checkTrust(_ console: Console) throws {
        guard let path = config.path(console), let why = SettingsFile.distrust(path) else { return }
        throw CommandFailure(
            message: "\(path): \(why); nothing was done. What audit.yaml allows is not reported, "
                + "so only those who may decide that may write it (--no-deliver runs all the same)",
            status: .usage
        )
    }

    /// Sends what is due.
    ///
    /// Where more is to be printed than anybody reads, a summary takes its place; a first run ends
    /// with one.
    private func send(
        _ channels: [DeliverySettings.Entry],
        isFirst: Bool,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> Outbox.Report {
        let due = try index.readAlerts { store in
            try store.dueAlerts(
                now: console.now,
                channel: PrintChannel.channelName,
                kind: "opened"
            )
        }
        let isFlood = due.count > AlertSummary.blockLimit
        guard format == .text, isFlood || isFirst && due.count >= AlertSummary.worthwhile else {
            return try Outbox(index: index, channels: channels).send(now: console.now)
        }
        let summary = try AlertSummary(due, index, layout: console.layout)
        guard isFlood else {
            let report = try Outbox(index: index, channels: channels).send(now: console.now)
            try console.output.write(summary.block)
            return report
        }
        // Before they count as printed: whoever kills the run in between gets it again.
        try console.output.write(summary.block)
        try console.output.flush()
        let others = channels.filter { $0.name != PrintChannel.channelName }
        return try Outbox(
            index: index,
            channels: [DeliverySettings.Entry(SummarizedChannel())] + others
        ).send(now: console.now)
    }

    private func settings(_ console: Console) throws -> DeliverySettings {
        var entries = [DeliverySettings.Entry(printer(console))]
        if !noDeliver {
            do throws(DeliverySettingsError) {
                let file = delivery ?? console.environment["AUDIT_DELIVERY"]
                entries += try DeliverySettings.load(
                    file: file.flatMap { $0.isEmpty ? nil : $0 },
                    environment: console.environment
                ).channels
            } catch {
                for problem in error.problems { console.complain(problem) }
                throw CommandFailure(
                    message: "the delivery settings are invalid; nothing was done",
                    status: .usage
                )
            }
        }
        return DeliverySettings(channels: entries)
    }

    private func printer(_ console: Console) -> PrintChannel {
        PrintChannel(
            layout: console.layout,
            now: console.now,
            format: format,
            output: PrintedOutput(sink: console.output)
        )
    }

    /// The span of alerts to print again; nil for a normal run.
    func span(_ console: Console) throws -> Range<Int64>? {
        guard let span = try SpanOptions.span(since, asOf, "--as-of", console.clock) else {
            return nil
        }
        let end = asOf == nil ? console.now : span.upperBound
        guard span.lowerBound < end else {
            throw CommandFailure(message: "--since is in the future", status: .usage)
        }
        return span.lowerBound..<end
    }
}

/// How the alert job prints alerts.
enum AlertFormat: String, ExpressibleByArgument, CaseIterable {
    /// A few lines per alert.
    case text
    /// One object per line, as the webhook sends it.
    case jsonl

    init?(argument: String) {
        switch OutputFormat(argument: argument) {
        case .table: self = .text
        case .jsonl: self = .jsonl
        default: return nil
        }
    }
}
