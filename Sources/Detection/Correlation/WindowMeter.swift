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
        // The own kinds count nothing in windows: their evaluator is another.
        case .eventCount, .newTerms, .spike, .absence: EventMeter()
        case .valueCount: ValueMeter()
        case .temporal, .temporalOrdered: RuleMeter()
        case .valueSum: SumMeter(isAverage: false)
        case .valueAverage: SumMeter(isAverage: true)
        case .valueMedian: RankMeter(percentile: 50)
        case .valuePercentile: RankMeter(percentile: percentile ?? 50)
        }
    }
}

/// Counts different event ids: an id may come back with another time.
struct EventMeter: WindowMeter {
    private var ids = CountedSet<ExactText>()

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
    private var rules = CountedSet<Int>()

    mutating func add(_ event: CorrelationInstant.Event) {
        for rule in event.rules { rules.insert(rule) }
    }

    mutating func remove(_ event: CorrelationInstant.Event) {
        for rule in event.rules { rules.remove(rule) }
    }

    var value: Double? { Double(rules.count) }
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
