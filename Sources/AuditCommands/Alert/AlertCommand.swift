import Alerting
import ArgumentParser
import AuditIndex
import Basics
import Delivery
import Detection
import Foundation
import Ingestion

/// The alert job: `audit alert`.
struct AlertCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: "Read what is new, judge it by rules, and tell of it once.",
        discussion: """
            Made for cron: it reads what is new under PATH, or where logs were read from before, \
            holds it against the rules, and prints the alerts that are new or have grown, each \
            once. It prints nothing otherwise. Hits of a rule about the same thing are one alert. \
            Alerts are kept: audit alerts lists, shows, acknowledges, mutes and closes them.

            What has not happened – a rotation, a sign of life – is judged as of now; in logs whose \
            last event is more than a week old, as of that.

            Beside what it prints, alerts go to Slack, PagerDuty, a webhook, mail or syslog, by \
            a file (--delivery) or environment variables. What does not arrive is sent again by \
            the next runs. --test-delivery sends a test to each.

              audit alert /var/log/cloudtrail
              audit alert --no-deliver /var/log/cloudtrail      the first time, to take stock
              audit alert --since 2026-03-06 --as-of 2026-03-08   what it was in these days

            Exit status: 0 nothing new, 1 alerts were told (see --fail-on), 2 some input, rule \
            or delivery failed, or another run is at work; 64 wrong usage, and nothing was done.
            """
    )

    @Argument(help: ArgumentHelp("Files and folders. Default: those of earlier runs."))
    var paths: [String] = []

    @OptionGroup var rules: RuleSetOptions

    @Option(
        help: ArgumentHelp(
            "Tell of alerts of this level or above. Default: medium.",
            valueName: "level"
        )
    )
    var minLevel: Severity = .medium

    @Option(
        help: ArgumentHelp(
            "Exit with status 1 for told alerts of this level or above. Default: all.",
            valueName: "level"
        )
    )
    var failOn: Severity = .informational

    @Flag(help: "Tell of alerts of experimental rules, too.")
    var experimental = false

    @Option(
        help: ArgumentHelp(
            "Print the alerts since this time, whether told or not, and tell nobody.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(
        help: ArgumentHelp(
            "Judge as of this time what has not happened; print as --since does, and tell nobody.",
            valueName: "time"
        )
    )
    var asOf: String?

    @Option(
        help: ArgumentHelp(
            "The file that says where alerts go. Default: $AUDIT_DELIVERY.",
            valueName: "file"
        )
    )
    var delivery: String?

    @Flag(help: "Judge anew what was judged by other rules or another audit.yaml.")
    var reclassify = false

    @Flag(help: "Send nothing; what is new counts as told.")
    var noDeliver = false

    @Flag(help: "Send a test to each channel, and do nothing else.")
    var testDelivery = false

    @Option(
        help: ArgumentHelp(
            "How long to wait while another run is at work, such as 10m. Default: not at all.",
            valueName: "time"
        )
    )
    var wait: WaitingTime?

    @Option(help: ArgumentHelp("How to print: text or jsonl.", valueName: "format"))
    var format: AlertFormat = .text

    @OptionGroup var jobs: JobsOptions

    @OptionGroup var config: ConfigOptions
    @OptionGroup var database: DatabaseOptions

    func run(_ console: Console) throws -> ExitStatus {
        let settings = try settings(console)
        if testDelivery { return try DeliveryTest(settings: settings).run(console) }
        let span = try span(console)
        let architecture = try config.architecture(console)
        let set = try rules.load()
        rules.sayRejected(set, console)
        let program = RuleProgram(set.without(filtersExpiredAt: console.now))
        guard !program.rules.isEmpty else {
            throw CommandFailure(message: "there is no rule for CloudTrail", status: .usage)
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
        var isClean = try read(index, evaluated, console) && set.rejected.isEmpty
        let now = try index.presentTime(console.now)
        try AlertEvaluator(
            index: index,
            rules: evaluated,
            asOf: asOf == nil ? now : span?.upperBound ?? now
        )
        .run()
        if let span {
            return try Replay(span: span, minimum: minLevel, includesStaged: experimental)
                .print(index, evaluated, printer(console), failOn: failOn)
        }
        let notified = try AlertNotifier(
            index: index,
            rules: evaluated,
            policy: NotificationPolicy(
                minimum: minLevel,
                includesStaged: experimental,
                now: console.now
            ),
            channels: settings.channels
        ).tell()
        let report = try Outbox(index: index, channels: settings.channels).send(now: console.now)
        try console.output.flush()
        for line in report.failures + report.postponed { console.complain(line) }
        for name in Set(report.orphans).sorted() {
            console.complain("\(name): messages wait for a channel that is not set up any more")
        }
        isClean =
            isClean && report.failures.isEmpty && report.postponed.isEmpty
            && report.orphans.isEmpty
        index.checkpoint()
        guard isClean else { return .failure }
        let isNew = notified.alerts.contains { $0.kind != .resolved && $0.level >= failOn }
        return isNew ? .nothingFound : .success
    }

    /// Reads what is new in the logs.
    ///
    /// - returns: Whether all could be read.
    private func read(
        _ index: AuditDatabase,
        _ rules: EventRules,
        _ console: Console
    ) throws -> Bool {
        var sources = paths.map { URL(filePath: $0).standardizedFileURL.path }
        if sources.isEmpty { sources = try index.logPaths() }
        guard !sources.isEmpty else {
            throw CommandFailure(
                message: "name the files or folders to read: the index does not know any yet",
                status: .usage
            )
        }
        var options = IngestOptions()
        options.rules = rules
        if let count = jobs.count { options.jobs = count }
        // Files that were read without rules are read again: what they say has not been judged.
        let again = try Reclassification(index, rules: rules, neverEvaluated: !reclassify)
        for path in again.gone.prefix(reclassify ? 20 : 0) {
            console.complain("\(path): is gone; its events keep what they were judged by")
        }
        let ingest = Ingest(index: index, options: options)
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        defer { interrupt?.cancel() }
        let summary = try ingest.run(sources + again.paths)
        IngestReport(summary: summary).sayProblems(console)
        try index.remember(logPaths: sources.filter { access($0, F_OK) == 0 })
        if summary.wasInterrupted {
            throw CommandFailure(message: "interrupted; the next run goes on", status: .interrupted)
        }
        return summary.isClean && (again.gone.isEmpty || !reclassify)
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
                    message: "where alerts go is not clear; nothing was done",
                    status: .usage
                )
            }
        }
        return DeliverySettings(channels: entries)
    }

    private func printer(_ console: Console) -> PrintChannel {
        PrintChannel(
            layout: console.layout,
            format: format,
            output: PrintedOutput(sink: console.output)
        )
    }

    /// What is printed whether told or not; nil where the job runs as usual.
    private func span(_ console: Console) throws -> Range<Int64>? {
        guard since != nil || asOf != nil else { return nil }
        let start = try since.map {
            try TimeExpression($0, of: "--since", now: console.now).lowerBound
        }
        let end = try asOf.map {
            try TimeExpression($0, of: "--as-of", now: console.now).exclusiveUpperBound
        }
        guard start ?? .min < end ?? console.now else {
            throw CommandFailure(message: "--since is not before --as-of", status: .usage)
        }
        return (start ?? .min)..<(end ?? console.now)
    }
}

/// How the alert job prints alerts.
enum AlertFormat: String, ExpressibleByArgument, CaseIterable {
    /// In a few lines each.
    case text
    /// One object a line, as the webhook sends it.
    case jsonl
}
