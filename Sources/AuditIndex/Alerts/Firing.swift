/// A moment at which a correlation held for a subject.
package struct Firing: Sendable, Hashable {
    /// When, in seconds since 1970.
    package var time: Int64
    /// When the first of its events happened.
    package var start: Int64
    /// What was measured.
    package var measure: Double
    /// What was found, in words.
    package var remark: String?
    /// Some of its events, the first ones first.
    package var events: [EventKey]

    package init(time: Int64, start: Int64, measure: Double, remark: String?, events: [EventKey]) {
        self.time = time
        self.start = start
        self.measure = measure
        self.remark = remark
        self.events = events
    }
}

/// What tells a firing from all others.
package struct FiringKey: Sendable, Hashable {
    /// The correlation's number in the index.
    package var rule: Int64
    /// The subject's number in the index.
    package var subject: Int64
    /// When it fired, in seconds since 1970.
    package var time: Int64

    package init(rule: Int64, subject: Int64, time: Int64) {
        self.rule = rule
        self.subject = subject
        self.time = time
    }
}

/// What a correlation counts: an event, or a firing of another correlation.
package struct StoredObservation: Sendable, Hashable {
    /// What it is of.
    ///
    /// These are two kinds, and two tables, so that no event id is mistaken for a firing: whoever
    /// wrote a log may have chosen its ids.
    package enum Source: Sendable, Hashable {
        case event(EventKey)
        case firing(FiringKey)

        /// When it happened, in seconds since 1970.
        package var time: Int64 {
            switch self {
            case .event(let event): event.time
            case .firing(let firing): firing.time
            }
        }
    }

    package var source: Source
    /// The position of the rule among those that the correlation refers to.
    package var ruleIndex: Int
    /// The measured tuples.
    package var values: [[String]]

    package init(source: Source, ruleIndex: Int, values: [[String]]) {
        self.source = source
        self.ruleIndex = ruleIndex
        self.values = values
    }
}

extension StoredObservation: Comparable {
    /// By time; of one time in an order that is the same each time.
    package static func < (left: StoredObservation, right: StoredObservation) -> Bool {
        switch (left.source, right.source) {
        case let (first, second) where first.time != second.time: first.time < second.time
        case (.event, .firing): true
        case (.firing, .event): false
        case (.event(let first), .event(let second)):
            (first, left.ruleIndex) < (second, right.ruleIndex)
        case (.firing(let first), .firing(let second)):
            (first.rule, first.subject, left.ruleIndex)
                < (second.rule, second.subject, right.ruleIndex)
        }
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
