/// A moment at which a correlation held for a subject.
package struct Firing: Sendable, Hashable {
    /// When, in seconds since 1970.
    package var time: Int64
    /// When what it rests on began.
    package var start: Int64
    /// What was measured.
    package var measure: Double
    /// Why it is told, in words.
    package var remark: String?
    /// Some of the events that it rests on, the first ones first.
    package var events: [EventKey]

    /// Makes a firing.
    package init(time: Int64, start: Int64, measure: Double, remark: String?, events: [EventKey]) {
        self.time = time
        self.start = start
        self.measure = measure
        self.remark = remark
        self.events = events
    }
}

/// An event as a correlation asked for it.
package struct StoredObservation: Sendable, Hashable {
    /// The event; of an alert of another correlation a text that stands for it.
    package var event: EventKey
    /// The position of the rule among those that the correlation refers to.
    package var place: Int
    /// The measured tuples.
    package var values: [[String]]

    /// Makes an observation.
    package init(event: EventKey, place: Int, values: [[String]]) {
        self.event = event
        self.place = place
        self.values = values
    }
}

/// What matched rules of a correlation in one clock hour, of all files together.
package struct StoredHour: Sendable, Hashable {
    /// Whether it is what was expected, of a correlation that expects something.
    package var isExpected: Bool
    /// How many events.
    package var count: Int
    /// The first.
    package var first: EventKey
    /// The last.
    package var last: EventKey
}
