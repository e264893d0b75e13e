import CloudTrail
import Detection

/// Evaluates rules for the events of a worker's files.
struct ScanSink: LogSink {
    private let state: IngestState
    private let span: Range<Int64>?
    private let program: RuleProgram
    private let evaluator: EventEvaluator
    private(set) var matched = MatchedEvents()
    /// The records of all files that were no events.
    private(set) var rejected = 0
    /// The first and the last time of all events.
    private(set) var history = AnomalyContext()
    /// The path of the file, and as text once that is asked for.
    private var path: [UInt8] = []
    private var pathText: String?
    private var rejections = Rejections()

    init(_ program: RuleProgram, _ options: ScanOptions, state: IngestState) {
        self.state = state
        self.program = program
        span = options.span
        evaluator = EventEvaluator(program, options.architecture)
    }

    mutating func begin(_ file: LogDiscovery.File) {
        path = file.path.bytes
        pathText = nil
        rejections = Rejections()
    }

    mutating func add(_ record: LogRecord, _ location: RecordLocation) -> Bool {
        switch record {
        case .event(let event): add(event)
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

    private mutating func add(_ event: Event) {
        if let span, !span.contains(event.time.seconds) { return }
        // It repeats calls that are in the log one by one.
        guard !event.isAggregated else { return }
        history.include(event.time)
        let hits = evaluator.rules(matching: event)
        guard !hits.isEmpty else { return }
        let key = MatchedEvents.Key(
            time: event.time.seconds,
            identifier: event.identifier,
            content: event.contentHash()
        )
        let file = pathText ?? String(decoding: path, as: UTF8.self)
        pathText = file
        guard matched.isNew(key, file: file) else { return }
        let rules = hits.filter { program.rules[$0].raisesAlerts }.map { Int32($0) }
        let observations = evaluator.observations(of: event)
        guard !rules.isEmpty || !observations.isEmpty else { return }
        matched.add(event, key, file: file, rules: rules, observations: observations)
    }
}
