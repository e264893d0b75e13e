import ArgumentParser
import AuditIndex
import CloudTrail
import Foundation
import Ingestion

/// The command `audit ingest`.
struct IngestCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read CloudTrail logs into the index.",
        discussion: """
            Folders are walked. Logs are told by their content, gzip or plain, in any form that \
            CloudTrail data comes in: files of a trail, JSON Lines, EventBridge, lookup-events, \
            CloudWatch Logs. What the index knows unchanged is skipped, and an event that comes \
            twice counts once, so it is always safe to run again.

            Input that cannot be read never stops the rest: it is reported, kept in the ledger \
            (audit status), and makes the exit status 2.

            With --rules, rules are held against each event as it is read, those that are named \
            and the builtin ones; their hits are in the view matches. They know what audit.yaml \
            declares. When either has changed, --reclassify reads again what was judged \
            otherwise. audit alert does all this by itself.

              audit ingest ~/dump/AWSLogs
              audit ingest --rules builtin ~/dump/AWSLogs
              audit ingest --rules my-rules --reclassify
              audit ingest --quiet /var/log/cloudtrail      from cron
              audit ingest --format json AWSLogs | jq .records.indexed
            """
    )

    @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
    var paths: [String] = []

    @OptionGroup var rules: RuleSetOptions

    @Flag(
        help: """
            Judge anew what was judged by other rules or another audit.yaml. Without --rules, by \
            those of the last run.
            """
    )
    var reclassify = false

    @OptionGroup var config: ConfigOptions

    @OptionGroup var database: DatabaseOptions

    @OptionGroup var jobs: JobsOptions

    @Option(
        help: ArgumentHelp(
            "Give up on a gzip file that inflates to more, such as 500M. Default: 4G.",
            valueName: "size"
        )
    )
    var maxInflated: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Give up on a file with a longer record, such as 64M. Default: 16M, at most 1G.",
            valueName: "size"
        )
    )
    var maxRecord: ByteSize?

    @Flag(help: "Read damaged files again though they have not changed.")
    var retryDamaged = false

    @Flag(name: .shortAndLong, help: "Say nothing but what is wrong.")
    var quiet = false

    @Option(help: "With json, the summary is one object on standard output too.")
    var format: IngestFormat?

    func validate() throws {
        guard !paths.isEmpty || reclassify else {
            throw ValidationError("Name the files or folders to read.")
        }
        if rules.leavesBuiltinOut, rules.paths.isEmpty {
            throw ValidationError(
                "Without --rules nothing is judged, and --no-builtin-rules leaves nothing out."
            )
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let faults = paths.map(Self.fault)
        guard faults.isEmpty || faults.contains(nil) else {
            for (path, fault) in zip(paths, faults) {
                console.complain("\(path): \(fault ?? "")")
            }
            return .failure
        }
        if Version.isDebugBuild, !quiet {
            console.say("This is a debug build, many times slower than a release build.")
        }
        let judged = try judged(console)
        let index = try AuditDatabase.openForWriting(database.path(console))
        var options = options
        options.rules = judged?.rules
        let again = try reclassified(index, judged?.rules, console)
        let paths = self.paths + (again?.paths ?? [])
        if paths.isEmpty, let again {
            sayGone(again.gone, console)
            return again.gone.isEmpty ? .success : .failure
        }
        let ingest = Ingest(index: index, options: options)
        let progress = quiet ? nil : IngestProgressBar(console) { ingest.progress }
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        progress?.start()
        defer { interrupt?.cancel() }
        let result = Result { try ingest.run(paths) }
        progress?.stop()
        let summary = try result.get()
        try index.remember(
            logPaths: self.paths.map { URL(filePath: $0).standardizedFileURL.path }
        )
        index.checkpoint()
        let report = IngestReport(summary: summary)
        report.sayProblems(console)
        if !quiet { console.say(report.text) }
        if format == .json { try console.output.write(report.json + "\n") }
        sayGone(again?.gone ?? [], console)
        if summary.wasInterrupted { return .interrupted }
        let isComplete = judged?.areAllTaken != false && again?.gone.isEmpty != false
        return summary.isClean && isComplete ? .success : .failure
    }

    /// Why there is nothing at a path; nil where there is.
    ///
    /// A slip in the only path must not leave an empty index, which the next search would believe.
    private static func fault(of path: String) -> String? {
        access(path, F_OK) == 0 ? nil : String(cString: strerror(errno))
    }

    private var options: IngestOptions {
        var options = IngestOptions()
        if let count = jobs.count { options.jobs = count }
        if let maxInflated { options.limits.inflatedBytes = maxInflated.bytes }
        if let maxRecord {
            options.limits.recordBytes = Int(
                min(maxRecord.bytes, Int64(LogLimits.maximumRecordBytes))
            )
        }
        options.retriesDamaged = retryDamaged
        return options
    }
}

/// How `audit ingest` tells what it did.
enum IngestFormat: String, ExpressibleByArgument, CaseIterable {
    /// In words, on standard error.
    case table
    /// As one object, on standard output.
    case json
}
