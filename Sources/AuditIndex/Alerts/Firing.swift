/// A moment at which a correlation held for a subject.
public struct Firing: Sendable, Hashable {
    /// When, in seconds since 1970.
    public var time: Int64
    /// When what it rests on began.
    public var start: Int64
    /// What was measured.
    public var measure: Double
    /// Why it is told, in words.
    public var remark: String?
    /// Some of the events that it rests on, the first ones first.
    public var events: [EventKey]

    /// Makes a firing.
    public init(time: Int64, start: Int64, measure: Double, remark: String?, events: [EventKey]) {
        self.time = time
        self.start = start
        self.measure = measure
        self.remark = remark
        self.events = events
    }
}

/// An event as a correlation asked for it.
public struct StoredObservation: Sendable, Hashable {
    /// The event; of an alert of another correlation a text that stands for it.
    public var event: EventKey
    /// The position of the rule among those that the correlation refers to.
    public var place: Int
    /// The measured tuples.
    public var values: [[String]]

    /// Makes an observation.
    public init(event: EventKey, place: Int, values: [[String]]) {
        self.event = event
        self.place = place
        self.values = values
    }
}

/// What matched rules of a correlation in one clock hour, of all files together.
public struct StoredHour: Sendable, Hashable {
    /// Whether it is what was expected, of a correlation that expects something.
    public var isExpected: Bool
    /// How many events.
    public var count: Int
    /// The first.
    public var first: EventKey
    /// The last.
    public var last: EventKey
}
