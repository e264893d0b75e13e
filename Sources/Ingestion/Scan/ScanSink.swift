import Basics
import CloudTrail
import Detection

/// Evaluates rules for the events of a worker's files.
struct ScanSink: LogSink {
    private let state: IngestState
    private let span: Range<Int64>?
    private let program: RuleProgram
    private let evaluator: EventEvaluator
    /// The events that rules tell of.
    private(set) var matched: SortedSpool
    /// What correlations want to know of events.
    private(set) var observed: CorrelationRun
    private var encoded = SpoolRecord()
    /// The records of all files that were no events.
    private(set) var rejected = 0
    /// The first and the last time of all events up to the present.
    private(set) var history = AnomalyContext()
    /// Those of events that claim to be of the future.
    private(set) var future = AnomalyContext()
    private let endOfPresent: Int64
    /// The path of the file, and as text once that is asked for.
    private var path: [UInt8] = []
    private var pathText: String?
    private var rejections = Rejections()

    init(_ program: RuleProgram, _ options: ScanOptions, state: IngestState) {
        self.state = state
        self.program = program
        span = options.span
        // Half of what may be in memory is for what was found, and a third of that for hits.
        let bound = options.memory / max(options.jobs, 1)
        matched = SortedSpool(bound: bound / 3, folder: options.temporaryFolder)
        observed = CorrelationRun(program, bound: bound / 3, folder: options.temporaryFolder)
        // A clock may be wrong by hours; a record of a later day does not say when the logs end.
        endOfPresent = options.now + 86_400
        evaluator = EventEvaluator(program, options.architecture)
    }

    mutating func begin(_ file: LogDiscovery.File) {
        path = file.path.bytes
        pathText = nil
        rejections = Rejections()
    }

    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool {
        switch record {
        case .event(let event):
            do {
                try add(event)
            } catch {
                state.fail(error)
                return false
            }
        case .rejected(let fault):
            rejections.add(fault, location)
        }
        return true
    }

    mutating func end(_ report: LogReport) {
        guard let reason = rejections.reason else { return }
        rejected += rejections.count
        state.addProblem(IngestProblem(path: path, reason: reason))
    }

    mutating func endUnit() {}

    private mutating func add(_ event: Event) throws(SpoolFailure) {
        if let span, !span.contains(event.time.seconds) { return }
        // It repeats calls that are in the log one by one.
        guard !event.isAggregated else { return }
        if event.time.seconds <= endOfPresent {
            history.include(event.time)
        } else {
            future.include(event.time)
        }
        let hits = evaluator.rules(matching: event)
        guard !hits.isEmpty else { return }
        let content = event.contentHash()
        try observed.add(evaluator.observations(of: event), content: content)
        let rules = hits.filter { program.rules[$0].raisesAlerts }
        guard !rules.isEmpty else { return }
        let file = pathText ?? String(decoding: path, as: UTF8.self)
        pathText = file
        MatchedEvent.encode(event, content: content, file: file, rules: rules, into: &encoded)
        try matched.append(encoded.bytes)
    }
}
