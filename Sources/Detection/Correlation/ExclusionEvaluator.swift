/// Leaves out the hits near which an excluded rule matched, and hands the others on.
///
/// A hit counts once the timespan after it has passed without a match of an excluded rule.
///
/// Memory: the events of one timespan, besides what the evaluator behind it keeps.
struct ExclusionEvaluator: InstantEvaluator {
    private let timespan: Int64
    private let firstExcluded: Int
    private var inner: any InstantEvaluator
    /// Those whose timespan has not passed, by time.
    private var waiting = TrailingQueue<CorrelationInstant>()
    private var lastExcluded: Int64?

    init(_ inner: any InstantEvaluator, timespan: Int64, firstExcluded: Int) {
        self.inner = inner
        self.timespan = timespan
        self.firstExcluded = firstExcluded
    }

    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows {
        while let first = waiting.first, first.time < instant.time - timespan {
            waiting.removeFirst()
            try inner.add(first, emit)
        }
        guard !instant.events.contains(where: { $0.rules.contains { $0 >= firstExcluded } }) else {
            lastExcluded = instant.time
            waiting = TrailingQueue()
            return
        }
        if let lastExcluded, instant.time - lastExcluded <= timespan { return }
        waiting.append(instant)
    }

    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows {
        while let first = waiting.first {
            waiting.removeFirst()
            try inner.add(first, emit)
        }
        lastExcluded = nil
        try inner.finish(emit)
    }
}
