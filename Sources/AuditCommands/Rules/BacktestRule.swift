import Alerting
import ArgumentParser
import AuditIndex
import Basics
import Detection
import Foundation
import Ingestion

/// Counts the alerts a rule would have raised: `audit rules backtest`.
struct RulesBacktestCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Count the alerts that a rule would have raised, per day.",
        discussion: """
            Try a new rule before it notifies anyone. Reads logs into a temporary index, \
            evaluates them with this rule alone as audit alert would, and deletes the index. The \
            table has one line per day; other formats have one line per alert.

              audit rules backtest 'Secret read by an undeclared reader' --rules my-rules
              audit rules backtest 8b1c9d7e --days 90 /var/log/cloudtrail

            Reads PATH, or the logs that the index was filled from. Days are counted back from \
            now, or from the last event if that is more than a week old. A rule that looks back \
            needs the logs of that time, too; of a bucket, those of a month before the days are \
            read.

            Exit status: 0 alerts, 1 no alerts, 2 some input could not be read.
            """
    )

    @Argument(help: ArgumentHelp("Rule ID, name or title, or part of one.", valueName: "rule"))
    var rule: String

    @Argument(
        help: ArgumentHelp(
            "Files, folders, and s3://bucket/prefix. Default: the logs of the index."
        )
    )
    var paths: [String] = []

    /// The days of a bucket's logs that are read for rules that look back.
    private static let daysBefore: Int64 = 31

    @Option(help: ArgumentHelp("Number of days to look back.", valueName: "number"))
    var days = 30

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "S3") var s3: S3Options
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (1...3_650).contains(days) else {
            throw ValidationError("--days must be from 1 to 3650, not \(days).")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let set = try rules.current(console, architecture)
        let found = RuleEntry.matching(rule, in: RuleEntry.all(of: set)).map(\.header)
        let program = RuleProgram(set) { header in found.contains(header) }
        guard !program.rules.isEmpty else {
            console.complain("no rule matches \(rule)")
            return .nothingFound
        }
        var sources = paths
        if sources.isEmpty {
            sources = try AuditDatabase.openForReading(database.path(console)).logPaths()
        }
        guard !sources.isEmpty else {
            throw CommandFailure(
                message: "give the logs to read: files, folders or s3://bucket/prefix",
                status: .usage
            )
        }
        let objects = s3.store(console)
        return try BacktestIndex.with { index in
            let evaluated = EventRules(program: program, architecture: architecture, paths: [])
            let isRead = try read(sources, into: index, evaluated, objects, console)
            let now = try index.presentTime(console.now)
            try AlertEvaluator(index: index, rules: evaluated, asOf: now, objects: objects).run()
            let backtest = Backtest(
                alerts: try alerts(of: index, now: now),
                days: days,
                end: now
            )
            try backtest.write(format.resolved(console), console)
            guard objects.sayFailures(console), isRead else { return .failure }
            return backtest.alerts.isEmpty ? .nothingFound : .success
        }
    }

    private func read(
        _ sources: [String],
        into index: AuditDatabase,
        _ rules: EventRules,
        _ objects: S3Store,
        _ console: Console
    ) throws -> Bool {
        var options = IngestOptions()
        options.rules = rules
        options.objects = objects
        options.now = console.now
        if sources.allSatisfy(LogSource.isObject) {
            options.selection.firstDay = console.now / 86_400 - Int64(days) - Self.daysBefore
        }
        let ingest = Ingest(index: index, options: options)
        let progress = IngestProgressBar(console) { ingest.progress }
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        progress?.start()
        defer {
            progress?.stop()
            interrupt?.cancel()
        }
        let summary = try ingest.run(sources)
        if summary.wasInterrupted {
            throw CommandFailure(message: "interrupted", status: .interrupted)
        }
        IngestReport(summary: summary).sayProblems(console)
        return summary.isClean
    }

    private func alerts(of index: AuditDatabase, now: Int64) throws -> [AlertListing] {
        var filter = AlertFilter()
        filter.since = now - Int64(days) * 86_400
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        filter.includesStaged = true
        return try index.alerts(filter)
    }
}

/// An index for one backtest, deleted at its end.
enum BacktestIndex {
    static func with<R>(_ body: (AuditDatabase) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "audit-backtest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(try AuditDatabase.openForWriting(folder.appending(path: "index.db").path))
    }
}

/// The alerts that a rule would have raised.
struct Backtest {
    private static let day: Int64 = 86_400

    let alerts: [AlertListing]
    let days: Int
    let end: Int64

    /// A day of the backtest.
    struct Row: ListRow {
        let day: String
        let alerts: Int
        let hits: Int
        let about: String

        static let columns = [
            OutputColumn("day", title: "DAY", shrink: .never),
            OutputColumn("alerts", title: "ALERTS", alignment: .trailing, shrink: .never),
            OutputColumn("hits", title: "HITS", alignment: .trailing, shrink: .never),
            OutputColumn("about", title: "ABOUT", shrink: .priority(1, minimum: 20)),
        ]

        static func shown(in width: Int?) -> [Int] { Array(columns.indices) }

        var brief: [OutputValue] { values }

        var values: [OutputValue] {
            [.text(day), .integer(Int64(alerts)), .integer(Int64(hits)), .text(about)]
        }
    }

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else {
            try console.write(alerts.map { AlertRow(listing: $0, now: console.now) }, format)
            return
        }
        if !alerts.isEmpty {
            try console.write(rows, format)
            try console.output.flush()
        }
        console.say(summary)
    }

    /// The days on which alerts were raised.
    private var rows: [Row] {
        let byDay = Dictionary(grouping: alerts) { $0.alert.first / Self.day }
        return byDay.sorted { $0.key < $1.key }.map { day, alerts in
            let titles = Set(alerts.map(\.alert.title)).sorted()
            let more = titles.count > 3 ? "; and \(titles.count - 3) more" : ""
            return Row(
                day: String(EventTime(seconds: day * Self.day).brief.prefix(10)),
                alerts: alerts.count,
                hits: alerts.reduce(0) { $0 + $1.alert.count },
                about: titles.prefix(3).joined(separator: "; ") + more
            )
        }
    }

    private var summary: String {
        let last = EventTime(seconds: end).brief.prefix(10)
        let period = "in the \(Count(days, "day")) to \(last)"
        guard !alerts.isEmpty else { return "No alerts \(period)." }
        let perDay = Double(alerts.count) / Double(days)
        let rate = (perDay * 100).rounded() / 100
        let quiet = days - Set(alerts.map { $0.alert.first / Self.day }).count
        return "\(Count(alerts.count, "alert")) \(period), \(rate) per day; "
            + "\(Count(max(quiet, 0), "day")) without alerts."
    }
}
