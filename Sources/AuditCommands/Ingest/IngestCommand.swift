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

              audit ingest ~/dump/AWSLogs
              audit ingest --quiet /var/log/cloudtrail      from cron
              audit ingest --format json AWSLogs | jq .records.indexed
            """
    )

    @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
    var paths: [String]

    @OptionGroup var database: DatabaseOptions

    @Option(
        help: ArgumentHelp(
            "How many files to read at the same time. Default: the cores of the machine.",
            valueName: "number"
        )
    )
    var jobs: Int?

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
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to 256, not \(jobs).")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let faults = paths.map(Self.fault)
        guard faults.contains(nil) else {
            for (path, fault) in zip(paths, faults) {
                console.complain("\(path): \(fault ?? "")")
            }
            return .failure
        }
        if Version.isDebugBuild, !quiet {
            console.say("This is a debug build, many times slower than a release build.")
        }
        let index = try AuditDatabase.openForWriting(database.path(console))
        let ingest = Ingest(index: index, options: options)
        let progress = quiet ? nil : IngestProgressBar(console) { ingest.progress }
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        progress?.start()
        defer { interrupt?.cancel() }
        let result = Result { try ingest.run(paths) }
        progress?.stop()
        let summary = try result.get()
        index.checkpoint()
        let report = IngestReport(summary: summary)
        report.sayProblems(console)
        if !quiet { console.say(report.text) }
        if format == .json { try console.output.write(report.json + "\n") }
        if summary.wasInterrupted { return .interrupted }
        return summary.isClean ? .success : .failure
    }

    /// Why there is nothing at a path; nil where there is.
    ///
    /// A slip in the only path must not leave an empty index, which the next search would believe.
    private static func fault(of path: String) -> String? {
        access(path, F_OK) == 0 ? nil : String(cString: strerror(errno))
    }

    private var options: IngestOptions {
        var options = IngestOptions()
        if let jobs { options.jobs = jobs }
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
