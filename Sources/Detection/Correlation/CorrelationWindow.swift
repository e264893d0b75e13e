import CloudTrail

/// What is kept of an episode, however long it is.
package struct CorrelationLimits: Sendable {
    /// The events that are kept, the first ones; the others are counted.
    package var events = Int.max
    /// Those that are kept of the first satisfied window.
    package var eventsOfFirstWindow = Int.max
    /// Those that are kept of what each further window adds.
    package var eventsOfLaterWindow = Int.max
    /// Whether the times are kept at which satisfied windows end.
    package var keepsWindows = true

    package init() {}
}

/// Evaluates one group of a correlation, hit by hit.
///
/// For example:
///
/// ```swift
/// var window = CorrelationWindow(definition, group: ["arn:aws:iam::111122223333:user/alice"])
/// for hit in hitsByTime { window.add(hit) { print($0.events) } }
/// window.finish { print($0.events) }
/// ```
///
/// Windows slide: for each time at which a hit lies, the window is the timespan that ends there,
/// both of its ends included. Satisfied windows that overlap are one episode, which is handed
/// over when nothing that may still come can be part of it.
///
/// Memory: the hits of two windows, plus the ids and times of the running episode that its limits
/// allow. For those
/// kinds that measure the numbers of a field, numbers beyond ±1e300 are left out like texts that
/// are none.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
package struct CorrelationWindow: Sendable {
    private let group: [String]
    private let ruleCount: Int
    private let keepsValues: Bool
    /// Each rule as a list of its own.
    private let ruleLists: [[Int]]
    private var evaluator: any InstantEvaluator
    private var instant: CorrelationInstant?

    /// - parameters:
    ///   - definition: The correlation.
    ///   - group: The values of the fields that the correlation groups by.
    ///   - context: What the extended types must know beside the hits.
    ///   - limits: What is kept of an episode.
    package init(
        _ definition: CorrelationDefinition,
        group: [String],
        context: AnomalyContext = AnomalyContext(),
        limits: CorrelationLimits = CorrelationLimits()
    ) {
        self.group = group
        ruleCount = definition.ruleCount
        keepsValues = definition.kind.measuresField
        ruleLists = (0..<definition.ruleCount).map { [$0] }
        let evaluator: any InstantEvaluator =
            switch definition.kind {
            case .temporalOrdered: ChainEvaluator(definition, limits)
            case .newTerms, .spike, .absence:
                AnomalyEvaluator(definition, group: group, context)
            default: SlidingEvaluator(definition, limits)
            }
        self.evaluator =
            definition.excludedRules.isEmpty
            ? evaluator
            : ExclusionEvaluator(
                evaluator,
                timespan: definition.timespan,
                firstExcluded: definition.excludedRules.lowerBound
            )
    }

    /// Adds a hit.
    ///
    /// - parameters:
    ///   - hit: The hit, which is no earlier than those before it. Hits of one time may come in
    ///     any order, and of one event and rule more than once.
    ///   - emit: Is called with each episode that is over.
    /// - throws: What `emit` throws; then the window is of no more use.
    /// - complexity: O(log n) in the hits of a window, on average; for `temporal_ordered`
    ///   O(r²) in the number of rules.
    package mutating func add(
        _ hit: CorrelationHit,
        _ emit: (CorrelationResult) throws -> Void
    ) rethrows {
        precondition(hit.rule >= 0 && hit.rule < ruleCount, "a hit of a rule that is not listed")
        if let time = instant?.time, time != hit.time.seconds {
            precondition(time < hit.time.seconds, "hits are added by time")
            try evaluate(emit)
        }
        if instant == nil { instant = CorrelationInstant(time: hit.time.seconds) }
        let (keepsValues, rules) = (keepsValues, ruleLists[hit.rule])
        instant?.add(hit, rules: rules, keepingValues: keepsValues)
    }

    /// Ends the group: emits what is left, and forgets all hits.
    ///
    /// - parameter emit: Is called with each episode that is left.
    /// - throws: What `emit` throws.
    package mutating func finish(_ emit: (CorrelationResult) throws -> Void) rethrows {
        try evaluate(emit)
        let group = group
        try evaluator.finish { try emit($0.result(of: group)) }
    }

    private mutating func evaluate(_ emit: (CorrelationResult) throws -> Void) rethrows {
        guard let complete = instant else { return }
        instant = nil
        let group = group
        try evaluator.add(complete) { try emit($0.result(of: group)) }
    }
}

/// What evaluates a group, given all events of one second at once.
protocol InstantEvaluator: Sendable {
    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows

    /// Emits what is left, and forgets all events.
    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows
}

/// A measure over the events of a window, kept up to date as they come and go.
protocol WindowMeter: Sendable {
    mutating func add(_ event: CorrelationInstant.Event)
    mutating func remove(_ event: CorrelationInstant.Event)

    /// The measure; nil where there is nothing to measure.
    var value: Double? { get }
}

extension CorrelationDefinition {
    /// The meter of the correlation, with no event in it.
    func makeMeter() -> any WindowMeter {
        switch kind {
        // The extended types count nothing in windows: their evaluator is another.
        case .eventCount, .newTerms, .spike, .absence: EventMeter()
        case .valueCount: ValueMeter()
        case .temporal, .temporalOrdered: RuleMeter(condition)
        case .valueSum: SumMeter(isAverage: false)
        case .valueAverage: SumMeter(isAverage: true)
        case .valueMedian: RankMeter(percentile: 50)
        case .valuePercentile: RankMeter(percentile: percentile ?? 50)
        }
    }
}

/// Counts different event ids: an id may come back with another time.
struct EventMeter: WindowMeter {
    private var ids = CountedSet<CorrelationHitID>()

    mutating func add(_ event: CorrelationInstant.Event) { ids.insert(event.id) }

    mutating func remove(_ event: CorrelationInstant.Event) { ids.remove(event.id) }

    var value: Double? { Double(ids.count) }
}

/// Counts different tuples of values.
struct ValueMeter: WindowMeter {
    private var tuples = CountedSet<[ExactText]>()

    mutating func add(_ event: CorrelationInstant.Event) {
        for tuple in event.values { tuples.insert(tuple) }
    }

    mutating func remove(_ event: CorrelationInstant.Event) {
        for tuple in event.values { tuples.remove(tuple) }
    }

    var value: Double? { Double(tuples.count) }
}

/// Counts different rules.
struct RuleMeter: WindowMeter {
    /// Nothing is measured where the rules do not meet it.
    private let condition: TemporalCondition?
    private var rules = CountedSet<Int>()

    init(_ condition: TemporalCondition?) { self.condition = condition }

    mutating func add(_ event: CorrelationInstant.Event) {
        for rule in event.rules { rules.insert(rule) }
    }

    mutating func remove(_ event: CorrelationInstant.Event) {
        for rule in event.rules { rules.remove(rule) }
    }

    var value: Double? {
        guard condition?.isMet(by: rules.contains) ?? true else { return nil }
        return Double(rules.count)
    }
}

/// Sums numbers, or takes their mean.
struct SumMeter: WindowMeter {
    let isAverage: Bool
    private var sum = ExactSum()
    private var count = 0

    init(isAverage: Bool) { self.isAverage = isAverage }

    mutating func add(_ event: CorrelationInstant.Event) {
        for number in event.numbers {
            sum.add(number)
            count += 1
        }
    }

    mutating func remove(_ event: CorrelationInstant.Event) {
        for number in event.numbers {
            sum.add(-number)
            count -= 1
        }
    }

    var value: Double? {
        guard count > 0 else { return nil }
        return isAverage ? sum.value / Double(count) : sum.value
    }
}

/// Takes a percentile of numbers, with linear interpolation between neighbours.
struct RankMeter: WindowMeter {
    let percentile: Double
    private var numbers = RankedNumbers()

    init(percentile: Double) { self.percentile = percentile }

    mutating func add(_ event: CorrelationInstant.Event) {
        for number in event.numbers { numbers.insert(number) }
    }

    mutating func remove(_ event: CorrelationInstant.Event) {
        for number in event.numbers { numbers.remove(number) }
    }

    var value: Double? {
        guard numbers.count > 0 else { return nil }
        let place = Double(numbers.count - 1) * percentile / 100
        let below = min(Int(place), numbers.count - 1)
        let low = numbers[below]
        guard below + 1 < numbers.count else { return low }
        return low + (place - Double(below)) * (numbers[below + 1] - low)
    }
}

/// A queue whose elements join at the end and leave at the front.
///
/// Memory: at most twice what is in it.
struct TrailingQueue<Element> {
    private var elements: [Element?] = []
    private(set) var startIndex = 0

    var endIndex: Int { elements.count }

    var count: Int { elements.count - startIndex }

    var first: Element? { startIndex < elements.count ? elements[startIndex] : nil }

    /// The element at an index from ``startIndex`` up to ``endIndex``.
    subscript(index: Int) -> Element {
        guard let element = elements[index] else { preconditionFailure("it has left the queue") }
        return element
    }

    mutating func append(_ element: Element) { elements.append(element) }

    /// Removes the first elements; indices change.
    mutating func removeFirst(_ count: Int = 1) {
        for index in startIndex..<startIndex + count { elements[index] = nil }
        startIndex += count
        guard startIndex > 32, startIndex * 2 > elements.count else { return }
        elements.removeFirst(startIndex)
        startIndex = 0
    }
}

extension TrailingQueue: Sendable where Element: Sendable {}
