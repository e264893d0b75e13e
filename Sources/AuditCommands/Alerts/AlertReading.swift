import AuditIndex
import Basics
import Ingestion

extension AlertCommand {
    /// The seconds that an empty queue is waited for.
    private static let queueWait = 10

    /// Reads what is new in the logs.
    ///
    /// - returns: Whether everything was read.
    func read(
        _ index: AuditDatabase,
        _ rules: EventRules,
        _ objects: S3Store,
        _ announced: ObjectQueue?,
        _ console: Console
    ) throws -> Bool {
        var sources = paths.map(LogSource.absolute)
        if sources.isEmpty, announced == nil { sources = try index.logPaths() }
        guard !sources.isEmpty || announced != nil else {
            throw CommandFailure(
                message: "give the files or folders to read: there are none from earlier runs",
                status: .usage
            )
        }
        var options = IngestOptions()
        options.rules = rules
        options.excluded = exclude.filter
        options.objects = objects
        options.now = console.now
        options.goesOn = true
        // A look back needs the logs of its span; of a bucket that was never listed, only those.
        options.selection.firstDay = LogSelection(try span(console)).firstDay
        if let count = jobs.count { options.jobs = count }
        // Files read without rules are read again: their events have not been evaluated.
        let again = try Reclassification(index, rules: rules, neverEvaluated: !reclassify)
        for path in again.gone.prefix(reclassify ? 20 : 0) {
            console.complain("\(path): no longer exists; its events keep their earlier matches")
        }
        let ingest = Ingest(index: index, options: options)
        let interrupt = console.handlesInterrupts ? Interrupt { ingest.stop() } : nil
        defer { interrupt?.cancel() }
        let known = try index.otherKinds()
        let new = announced?.receive(wait: Self.queueWait)
        if let fault = new?.fault { console.complain("--queue: \(fault)") }
        let summary = try ingest.run(
            sources + again.paths,
            objects: again.objects + (new?.objects ?? [])
        )
        IngestReport(summary: summary).sayProblems(console)
        // Said when it is news: other logs come as often as CloudTrail's, and cron mails each line.
        let others = summary.files.others.filter { !known.contains($0.key.rawValue) }
        if let others = OtherFiles(others) { console.say(others.description) }
        try index.remember(logPaths: LogSource.lasting(sources))
        if summary.wasInterrupted {
            throw CommandFailure(
                message: "interrupted; the next run continues",
                status: .interrupted
            )
        }
        if !reclassify, let stale = try StaleFiles(index, rules) {
            try stale.say("audit alert --reclassify", isNewsOnly: true, index, console)
        }
        let isKept = objects.sayFailures(console)
        return summary.isClean && isKept && new?.fault == nil && (again.gone.isEmpty || !reclassify)
    }

    /// Deletes the messages of the queue that were read.
    ///
    /// - returns: Whether all were.
    func settle(
        _ announced: ObjectQueue,
        _ index: AuditDatabase,
        _ console: Console
    ) throws -> Bool {
        let left = try announced.settle(index)
        if left.unread > 0 {
            console.complain(
                "--queue: \(Count(left.unread, "message")) left in the queue, because an object "
                    + "could not be read; it comes back in an hour"
            )
        }
        if left.undeleted > 0 {
            console.complain(
                "--queue: \(Count(left.undeleted, "message")) could not be deleted: "
                    + "\(left.reason ?? "no reason given"); what comes back is skipped"
            )
        }
        let unknown = announced.unknown
        if unknown.count > 0 {
            console.complain(
                "--queue: \(Count(unknown.count, "message")) left in the queue that S3 did not send: "
                    + unknown.reason
            )
        }
        return left.undeleted == 0 && unknown.count == 0
    }
}
