import ArgumentParser
import Basics
import Detection
import Ingestion

/// The command `audit scan`.
struct ScanCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Run Sigma rules over logs, without an index.",
        discussion: """
            Reads logs as audit ingest does and prints matches as one timeline, ordered by \
            eventTime. Duplicate events count once. A correlation is a line of its own, at the \
            time of its last event; rules that it refers to are not reported separately unless it \
            says 'generate: true'. Fields starting with audit. are derived from audit.yaml, or \
            guessed from names.

              audit scan AWSLogs --rules sigma/rules/cloud/aws
              audit scan AWSLogs --min-level high --since 2026-03-06 --until 2026-03-07
              audit scan AWSLogs --rules rules.yml --format jsonl | jq .eventID
              audit scan AWSLogs --stats

            Nothing is kept. Memory does not grow with the logs or the hits: what is found beyond \
            a few dozen megabytes is sorted in a temporary file in $TMPDIR (or /tmp), which has \
            no name and no credentials. A correlation lists its first 10,000 events.

            Exit status: 0 matches, 1 no matches, 2 a file or rule could not be read (the other \
            matches are printed).
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Files, folders, pipes, and s3://bucket/prefix; - is standard input.",
            valueName: "path"
        )
    )
    var paths: [String]

    @OptionGroup var rules: RuleSetOptions

    @Option(
        help: ArgumentHelp(
            "Only rules of this level or above; rules without a level are skipped.",
            valueName: "level"
        )
    )
    var minLevel: Severity?

    @OptionGroup var span: SpanOptions

    @OptionGroup var jobs: JobsOptions

    @OptionGroup var exclude: ExcludeOptions

    @OptionGroup(title: "S3") var s3: S3Options

    @Flag(help: "Print the number of hits per rule instead of the hits.")
    var stats = false

    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions

    func run(_ console: Console) throws -> ExitStatus {
        var options = try options(console)
        let objects = s3.store(console)
        options.objects = objects
        let set = try rules.current(console, options.architecture)
        let program = try program(set)
        if Version.isDebugBuild {
            console.say("This is a debug build, many times slower than a release build.")
        }
        let scan = Scan(program, options: options)
        let progress = IngestProgressBar(console) { scan.progress }
        let interrupt = console.handlesInterrupts ? Interrupt { scan.stop() } : nil
        progress?.start()
        defer { interrupt?.cancel() }
        let result: ScanResult
        do {
            defer { progress?.stop() }
            result = try scan.run(paths)
        } catch let failure as SpoolFailure {
            throw CommandFailure(message: "\(failure)")
        }
        let report = ScanReport(program: program, result: result)
        report.sayProblems(console)
        let isKept = objects.sayFailures(console)
        try write(report, console)
        try console.output.flush()
        if stats || console.isInteractive { console.say(report.text) }
        if result.summary.wasInterrupted {
            console.complain("interrupted; only the files read so far are covered")
            return .interrupted
        }
        guard result.summary.isClean, set.rejected.isEmpty, isKept else { return .failure }
        return result.isEmpty ? .nothingFound : .success
    }

    private func write(_ report: ScanReport, _ console: Console) throws {
        let format = format.resolved(console)
        if stats {
            try ScanStatistics(program: report.program, result: report.result)
                .write(format, console)
        } else {
            try ScanTimeline(program: report.program, result: report.result)
                .write(format, console)
        }
    }

    private func options(_ console: Console) throws -> ScanOptions {
        var options = ScanOptions()
        options.now = console.now
        if let count = jobs.count { options.jobs = count }
        options.excluded = exclude.filter
        options.span = try span.span(console.clock)
        options.architecture = try config.architecture(console)
        return options
    }

    /// The rules of the requested level.
    private func program(_ set: RuleSet) throws -> RuleProgram {
        let program = RuleProgram(set) { header in
            guard let minLevel else { return true }
            return header.level.map { $0 >= minLevel } ?? false
        }
        if !program.rules.isEmpty || !program.correlations.isEmpty { return program }
        if !set.rejected.isEmpty {
            throw CommandFailure(message: "no rule could be loaded; nothing was scanned")
        }
        if let minLevel, !set.rules.isEmpty {
            throw CommandFailure(
                message: "no rule has level \(minLevel.rawValue) or above",
                status: .usage
            )
        }
        throw CommandFailure(
            message: "no rule applies to CloudTrail; nothing was scanned",
            status: .usage
        )
    }
}

/// The problems and totals that `audit scan` reports.
struct ScanReport {
    /// Problems that are printed one by one: a scan has no ledger to look them up in.
    private static let problemsShown = 100

    let program: RuleProgram
    let result: ScanResult

    /// Reports what could not be read, one line each.
    func sayProblems(_ console: Console) {
        let summary = result.summary
        ProblemLines(summary.problems, summary.sharedReasons, total: summary.problemCount)
            .say(console, limit: Self.problemsShown)
    }

    /// The totals in words.
    var text: String {
        let summary = result.summary
        let files = summary.files
        let rules = program.rules.count + program.correlations.count
        let first =
            "Scanned \(Count(files.read, "file"))"
            + (files.digests > 0 ? ", \(Count(files.digests, "digest"))" : "")
            + (files.damaged > 0 ? ", \(Count(files.damaged)) damaged" : "")
            + ", \(Count(summary.records, "record"))"
            + (summary.rejected > 0 ? ", \(Count(summary.rejected)) rejected" : "")
            + " with \(Count(rules, "rule"))"
            + " in \(ElapsedTime(summary.seconds)) (\(Bytes(summary.inflatedBytes)) inflated)."
        let others = OtherFiles(files.others).map { "\n\($0.description)" } ?? ""
        return "\(first)\(others)\n\(found)"
    }

    /// The number of hits, most severe level first.
    private var found: String {
        guard !result.isEmpty else { return "No rule matched." }
        var levels: [Severity?: Int] = [:]
        for (rule, count) in zip(program.rules, result.hits.counts) where count > 0 {
            levels[rule.header.level, default: 0] += count
        }
        for (correlation, count) in zip(program.correlations, result.correlations.counts)
        where count > 0 {
            levels[correlation.header.level, default: 0] += count
        }
        let order: [Severity?] = Severity.allCases.reversed() + [nil]
        let parts = order.compactMap { level in
            levels[level].map { "\(Count($0)) \(level?.rawValue ?? "without a level")" }
        }
        let correlations =
            result.correlations.isEmpty
            ? "" : " and \(Count(result.correlations.count, "correlation"))"
        return "\(Count(result.hits.count, "hit"))\(correlations): "
            + parts.joined(separator: ", ") + "."
    }
}
