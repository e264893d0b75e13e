import CloudTrail

/// What matched rules of a correlation in one clock hour, of one group.
///
/// The own kinds of correlation look back over months; hours are what is kept of these.
public struct ActivityHour: Sendable, Hashable {
    /// An event, by time and id.
    public struct Event: Sendable, Hashable {
        /// Seconds since 1970.
        public var time: Int64
        /// Its id.
        public var id: EventIdentifier

        /// Makes an event.
        public init(time: Int64, id: EventIdentifier) {
            self.time = time
            self.id = id
        }

        static func < (left: Event, right: Event) -> Bool {
            (left.time, left.id) < (right.time, right.id)
        }
    }

    /// Whether the events are such as an `absence` expects, and not such as begin it.
    public var isExpected: Bool
    /// How many events there were.
    public var count: Int
    /// The first of them.
    public var first: Event
    /// The last of them.
    public var last: Event

    /// Makes an hour.
    public init(isExpected: Bool = false, count: Int, first: Event, last: Event) {
        self.isExpected = isExpected
        self.count = count
        self.first = first
        self.last = last
    }

    /// When the hour began, in seconds since 1970.
    public var start: Int64 { Self.start(of: first.time) }

    static func start(of time: Int64) -> Int64 {
        time - (time % 3_600 + 3_600) % 3_600
    }

    /// Takes up further events of the same hour.
    public mutating func add(_ other: ActivityHour) {
        count += other.count
        if other.first < first { first = other.first }
        if last < other.last { last = other.last }
    }
}
