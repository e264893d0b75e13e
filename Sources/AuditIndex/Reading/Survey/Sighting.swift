import CloudTrail

/// How often something was seen, and on which days: what evidence weighs by.
public struct Sighting: Hashable, Sendable {
    /// How often it succeeded.
    public var count = 0
    /// How often it failed.
    public var failures = 0
    /// The days on which it succeeded, since 1970.
    public var days: Set<Int64> = []
    /// The first time, of success or failure.
    public var first = EventTime(seconds: .max)
    /// The last time.
    public var last = EventTime(seconds: .min)

    /// Nothing seen.
    public init() {}

    /// Adds what was seen of the same thing elsewhere.
    public mutating func add(_ other: Sighting) {
        count += other.count
        failures += other.failures
        days.formUnion(other.days)
        first = min(first, other.first)
        last = max(last, other.last)
    }

    /// Adds what was seen on one day.
    mutating func add(_ successes: Int, failures: Int, from first: Int64, to last: Int64) {
        var day = Sighting()
        day.count = successes
        day.failures = failures
        if successes > 0 { day.days = [first / 86_400] }
        day.first = EventTime(seconds: first)
        day.last = EventTime(seconds: last)
        add(day)
    }
}
