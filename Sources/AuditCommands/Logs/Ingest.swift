import ArgumentParser
import AuditIndex
import Basics
import CloudTrail
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

/// The command `audit ingest`.
struct IngestCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read CloudTrail logs into the index.",
        discussion: """
            Walks folders and detects logs by their content, in every format CloudTrail delivers: \
            trail files, JSON Lines, EventBridge, lookup-events, CloudWatch Logs, SQS, SNS, \
            Firehose, CloudTrail Lake; gzip, plain, or in tar and ZIP archives. Other logs are \
            counted by kind and are not errors. Unchanged files are skipped and duplicate events \
            count once, so it is always safe to run again.

            Input that cannot be read never stops the rest. It is reported, recorded in the ledger \
            (audit status --problems), and makes the exit status of this run 2. So does a path \
            without any CloudTrail file.

            With --rules, each event is evaluated with the given and the built-in rules as it is \
            read; matches are in the view matches. Rules see what audit.yaml declares. After a \
            change of either, --reclassify re-evaluates the events. audit alert does all this \
            itself.

            s3://bucket/prefix reads a bucket, with the credentials that the AWS CLI would use. \
            It finds CloudTrail's folders and never lists those of other services; --since, \
            --until, --account and --region narrow the listing. The next run lists only from the \
            day before the last run; once a month, or with --list-all, everything.

              audit ingest ~/dump/AWSLogs
              audit ingest --rules builtin ~/dump/AWSLogs
              audit ingest --rules my-rules --reclassify
              audit ingest --quiet /var/log/cloudtrail      from cron
              audit ingest s3://my-trail --since 90d --dry-run
              audit ingest AWSLogs --exclude vpcflowlogs
              zcat old.json.gz | audit ingest -
              audit ingest --format json AWSLogs | jq .records.indexed
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Files, folders, pipes, and s3://bucket/prefix; - is standard input.",
            valueName: "path"
        )
    )
    var paths: [String] = []

    @OptionGroup var rules: RuleSetOptions

    @Flag(
        help: """
            Re-evaluate events evaluated with other rules or another audit.yaml. Without --rules, \
            use the rules of the last run.
            """
    )
    var reclassify = false

    @OptionGroup var config: ConfigOptions

    @OptionGroup var database: DatabaseOptions

    @OptionGroup var jobs: JobsOptions

    @OptionGroup var exclude: ExcludeOptions

    @OptionGroup(title: "Log files") var selected: LogSelectionOptions

    @OptionGroup(title: "S3") var s3: S3Options

    @Flag(help: "List prefixes of S3 from their beginning, whatever was listed before.")
    var listAll = false

    @Flag(help: "Print what would be read, and of S3 what it would cost; read nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Give up on a file or archive that inflates to more, such as 500M. Default: 4G.",
            valueName: "size"
        )
    )
    var maxInflated: ByteSize?

    @Option(
        help: ArgumentHelp(
            "Reject a record that is longer, such as 64M. Default: 16M; at most 1G.",
            valueName: "size"
        )
    )
    var maxRecord: ByteSize?

    @Flag(help: "Read damaged files, and files with rejected records, again even if unchanged.")
    var retryDamaged = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    @Option(help: "Summary format; json also prints it as one object on standard output.")
    var format: IngestFormat?

    func validate() throws {
        guard !paths.isEmpty || reclassify else {
            throw ValidationError("Give the files or folders to read.")
        }
        guard !(dryRun && paths.isEmpty) else {
            throw ValidationError("--dry-run needs the files or folders to look at.")
        }
        if rules.leavesBuiltinOut, rules.paths.isEmpty {
            throw ValidationError(
                "--no-builtin-rules needs --rules: without it, no rules are evaluated."
            )
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        // A slip in the only path must not leave an empty index, which the next search would
        // believe.
        let faults = paths.map(LogSource.fault)
        guard faults.isEmpty || faults.contains(nil) else {
            for (path, fault) in zip(paths, faults) {
                console.complain("\(path): \(fault ?? "")")
            }
            return .failure
        }
        if Version.isDebugBuild, !quiet {
            console.say("This is a debug build, many times slower than a release build.")
        }
        let objects = s3.store(console)
        if dryRun { return try survey(objects, console) }
        let evaluated = try evaluated(console)
        let index = try AuditDatabase.openForWriting(database.path(console))
        var options = try options(objects, console)
        options.rules = evaluated?.rules
        let again = try reclassified(index, evaluated?.rules, console)
        let paths = self.paths + (again?.paths ?? [])
        if paths.isEmpty, let again, again.objects.isEmpty {
            sayGone(again.gone, console)
            return again.gone.isEmpty ? .success : .failure
        }
        let ingest = Ingest(index: index, options: options)
        let progress = quiet ? nil : IngestProgressBar(console) { ingest.progress }
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        progress?.start()
        defer { interrupt?.cancel() }
        let result = Result { try ingest.run(paths, objects: again?.objects ?? []) }
        progress?.stop()
        let summary = try result.get()
        try index.remember(logPaths: LogSource.lasting(self.paths).map(LogSource.absolute))
        index.checkpoint()
        try index.checkIsInPlace()
        let report = IngestReport(summary: summary)
        report.sayProblems(console)
        let isKept = objects.sayFailures(console)
        if !quiet { console.say(report.text) }
        if format == .json { try console.writeJSON(report.value) }
        sayGone(again?.gone ?? [], console)
        if !summary.wasInterrupted, !reclassify {
            try sayStale(index, evaluated?.rules, console)
        }
        if summary.wasInterrupted { return .interrupted }
        let isComplete = evaluated?.areAllLoaded != false && again?.gone.isEmpty != false
        return summary.isClean && isComplete && isKept ? .success : .failure
    }

    private func options(_ objects: S3Store, _ console: Console) throws -> IngestOptions {
        var options = IngestOptions()
        options.objects = objects
        options.selection = try selected.selection(console.clock)
        options.listsAll = listAll
        options.now = console.now
        if let count = jobs.count { options.jobs = count }
        if let maxInflated { options.limits.inflatedBytes = maxInflated.bytes }
        if let maxRecord {
            options.limits.recordBytes = Int(
                min(maxRecord.bytes, Int64(LogLimits.maximumRecordBytes))
            )
        }
        options.retriesDamaged = retryDamaged
        options.excluded = exclude.filter
        return options
    }
}

extension IngestCommand {
    /// Says what a run would read.
    private func survey(_ objects: S3Store, _ console: Console) throws -> ExitStatus {
        let path = database.path(console)
        let index =
            FileManager.default.fileExists(atPath: path)
            ? try AuditDatabase.openForReading(path) : nil
        let options = try options(objects, console)
        let survey = try Ingest.survey(paths, index: index, options: options)
        let report = IngestSurveyReport(survey: survey, lists: objects.counts.lists)
        for problem in survey.problems { console.complain("\(problem.path): \(problem.reason)") }
        if format == .json {
            try console.writeJSON(report.value)
        } else {
            try console.output.write(report.text)
        }
        return survey.problems.isEmpty ? .success : .failure
    }
}

/// How `audit ingest` prints its summary.
enum IngestFormat: String, ExpressibleByArgument, CaseIterable {
    /// In words, on standard error.
    case table
    /// As one object, on standard output.
    case json
}

extension IngestCommand {
    /// The rules of a run, and whether all of them were loaded.
    struct EvaluatedRun {
        var rules: EventRules
        var areAllLoaded: Bool
    }

    /// The rules to evaluate events with; nil without rules.
    ///
    /// - throws: `CommandFailure` where no rule can be loaded or `audit.yaml` is wrong; nothing is
    ///   written then.
    func evaluated(_ console: Console) throws -> EvaluatedRun? {
        guard let selection = try ruleSelection(console) else {
            // A file named with --config is checked even if nothing needs it.
            if config.file != nil { _ = try config.architecture(console) }
            return nil
        }
        let architecture = try config.architecture(console)
        let set = try selection.load(declared: architecture.placeholders)
            .without(filtersExpiredAt: console.now)
        set.sayRejected(console)
        let program = RuleProgram(set)
        guard !program.rules.isEmpty else {
            throw CommandFailure(
                message:
                    "no rule in \(selection.paths.joined(separator: ", ")) applies to CloudTrail",
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

    /// The given rules; for a re-evaluation without any, those of the last run.
    private func ruleSelection(_ console: Console) throws -> RuleSelection? {
        guard rules.paths.isEmpty else { return rules.selection }
        guard reclassify else { return nil }
        let index = try AuditDatabase.openForReading(database.path(console))
        guard let paths = try index.evaluationStatus()?.paths, !paths.isEmpty else {
            if self.paths.isEmpty {
                throw CommandFailure(
                    message: "the index has no rule matches to update; give rules with --rules "
                        + "(environments and contracts are evaluated at query time)",
                    status: .usage
                )
            }
            return nil
        }
        return RuleSelection(remembered: paths)
    }

    /// The files to re-evaluate; nil without --reclassify.
    func reclassified(
        _ index: AuditDatabase,
        _ rules: EventRules?,
        _ console: Console
    ) throws -> Reclassification? {
        guard reclassify, let rules else { return nil }
        let again = try Reclassification(index, rules: rules)
        if !quiet {
            console.say(
                again.count == 0
                    ? again.gone.isEmpty
                        ? "All events have already been evaluated with these rules."
                        : "None of the files to re-evaluate exist any more."
                    : "Re-evaluating \(Count(again.count, "file"))."
            )
        }
        return again
    }

    /// Says that known files were evaluated with other rules, or another audit.yaml.
    func sayStale(
        _ index: AuditDatabase,
        _ rules: EventRules?,
        _ console: Console
    ) throws {
        if let rules {
            guard let stale = try StaleFiles(index, rules) else { return }
            return try stale.say(
                "audit ingest --rules … --reclassify",
                isNewsOnly: quiet,
                index,
                console
            )
        }
        // Without rules nothing is evaluated, and what was may have become outdated.
        guard !quiet, let then = try index.evaluationStatus() else { return }
        let path = config.path(console)
        guard let architecture = path == nil ? .guessed : try? Architecture(contentsOf: path ?? "")
        else { return }
        let set = RuleSelection(remembered: then.paths).loadWhatIsThere(architecture)
            .without(filtersExpiredAt: console.now)
        let report = EvaluationReport(then, set: set, architecture: architecture)
        // Who is in another folder than audit.yaml has not changed it.
        guard !report.isCurrent, path != nil || !report.isOtherArchitecture else { return }
        let count = report.isChanged ? then.files + then.otherFiles : then.otherFiles
        console.say(
            "\(Count(count, "file")) \(count == 1 ? "was" : "were") not evaluated with the rules and "
                + "audit.yaml of today; 'audit ingest --reclassify' re-evaluates "
                + "\(count == 1 ? "it" : "them")."
        )
    }

    /// Reports files that would be needed but do not exist any more.
    func sayGone(_ gone: [String], _ console: Console) {
        for path in gone.prefix(20) {
            console.complain("\(path): no longer exists; its events keep their earlier matches")
        }
        if gone.count > 20 {
            console.complain("\(Count(gone.count - 20)) more files no longer exist")
        }
    }
}
