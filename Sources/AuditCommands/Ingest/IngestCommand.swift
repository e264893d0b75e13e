import ArgumentParser
import AuditIndex
import Basics
import CloudTrail
import Detection
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
        let evaluated = try evaluated(console)
        let index = try AuditDatabase.openForWriting(database.path(console))
        var options = options
        options.rules = evaluated?.rules
        let again = try reclassified(index, evaluated?.rules, console)
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
        let isComplete = evaluated?.areAllLoaded != false && again?.gone.isEmpty != false
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

extension IngestCommand {
    /// The rules of a run, and whether all that were given could be taken.
    struct EvaluatedRun {
        var rules: EventRules
        var areAllLoaded: Bool
    }

    /// What events are to be held against; nil without rules.
    ///
    /// - throws: `CommandFailure` where there are rules and none can be taken, or `audit.yaml` is
    ///   wrong: nothing is written then.
    func evaluated(_ console: Console) throws -> EvaluatedRun? {
        guard let selection = try ruleSelection(console) else {
            // A declaration that was named is checked even where nothing asks for it.
            if config.file != nil { _ = try config.architecture(console) }
            return nil
        }
        let architecture = try config.architecture(console)
        let set = try selection.load()
        set.sayRejected(console)
        let program = RuleProgram(set)
        guard !program.rules.isEmpty else {
            throw CommandFailure(
                message: "no rule for CloudTrail in \(selection.paths.joined(separator: ", "))",
                status: .usage
            )
        }
        return EvaluatedRun(
            rules: EventRules(
                program: program,
                architecture: architecture,
                paths: selection.remembered
            ),
            areAllLoaded: set.rejected.isEmpty
        )
    }

    /// The rules asked for, or where something is to be judged anew, those of the last run.
    private func ruleSelection(_ console: Console) throws -> RuleSelection? {
        guard rules.paths.isEmpty else { return rules.selection }
        guard reclassify else { return nil }
        let index = try AuditDatabase.openForReading(database.path(console))
        guard let paths = try index.evaluationStatus()?.paths, !paths.isEmpty else {
            if self.paths.isEmpty {
                throw CommandFailure(
                    message: "the index has no matches of rules to bring up to date, and all else "
                        + "is judged when it is asked for; give rules with --rules",
                    status: .usage
                )
            }
            return nil
        }
        return RuleSelection(paths: paths, hasBuiltin: false)
    }

    /// The files to judge anew; nil where that was not asked for.
    func reclassified(
        _ index: AuditDatabase,
        _ rules: EventRules?,
        _ console: Console
    ) throws -> Reclassification? {
        guard reclassify, let rules else { return nil }
        let again = try Reclassification(index, rules: rules)
        if !quiet {
            console.say(
                again.paths.isEmpty
                    ? again.gone.isEmpty
                        ? "Everything has been judged by these rules already."
                        : "None of what was judged otherwise is there any more."
                    : "Judging \(Count(again.paths.count, "file")) anew."
            )
        }
        return again
    }

    /// Says which files would be needed and are not there.
    func sayGone(_ gone: [String], _ console: Console) {
        for path in gone.prefix(20) {
            console.complain("\(path): is gone; its events keep what they were judged by")
        }
        if gone.count > 20 {
            console.complain("\(Count(gone.count - 20)) more files are gone")
        }
    }
}
