import Basics
import CloudTrail
import SecurityArchitecture

/// What the extended correlation types must know beside the events of a group.
///
/// For example, for logs that begin on the second of March:
///
/// ```swift
/// var context = AnomalyContext()
/// context.historyStart = 1_772_409_600
/// context.asOf = 1_773_014_400
/// ```
package struct AnomalyContext: Sendable {
    /// The time of the first event that is known, in seconds since 1970; nil where there is none.
    package var historyStart: Int64?
    /// The time as of which absences are evaluated; nil where nothing is known to
    /// be missing at the end.
    package var asOf: Int64?
    /// Gives what is declared for a group: a length of time in seconds.
    package var declared: @Sendable (DeclaredTimespan, [String], CorrelationDefinition) -> Int64? =
        {
            _,
            _,
            _ in nil
        }

    package init() {}

    /// Knows what an architecture declares.
    package init(_ architecture: Architecture) {
        // A classifier is for one thread at a time, and expensive to make.
        let classifier = Locked<Classifier?>(nil)
        declared = { timespan, group, definition in
            switch timespan {
            case .secretMaxAge:
                let field = FactField.secretName.rawValue
                guard let place = definition.groupBy.firstIndex(of: field) else { return nil }
                // A name says where in audit.yaml it is meant, whatever account it is in.
                let anywhere = SecretReference.Place(accountID: "", region: "")
                let reference = SecretReference(secret: group[place], in: anywhere)
                return classifier.withLock { known in
                    let classifier = known ?? Classifier(architecture)
                    known = classifier
                    let facts = classifier.facts(of: reference)
                    return facts.declaration?.rotation?.maximumAge?.seconds
                }
            }
        }
    }

    /// Extends the history and the time of evaluation to those of another context.
    package mutating func include(_ other: AnomalyContext) {
        if let start = other.historyStart { include(EventTime(seconds: start)) }
        if let end = other.asOf { include(EventTime(seconds: end)) }
    }

    /// Extends the history and the time of evaluation to an event.
    package mutating func include(_ time: EventTime) {
        historyStart = min(historyStart ?? time.seconds, time.seconds)
        asOf = max(asOf ?? time.seconds, time.seconds)
    }
}

/// What matched rules of a correlation in one clock hour, of one group.
///
/// The extended correlation types look back over months; hours are what is kept of these.
package struct ActivityHour: Sendable, Hashable {
    /// An event, by time and id.
    package struct Event: Sendable, Hashable {
        /// Seconds since 1970.
        package var time: Int64
        package var id: EventIdentifier

        package init(time: Int64, id: EventIdentifier) {
            self.time = time
            self.id = id
        }

        static func < (left: Event, right: Event) -> Bool {
            (left.time, left.id) < (right.time, right.id)
        }
    }

    /// Whether the events are such as an `absence` expects, and not such as begin it.
    package var isExpected: Bool
    /// How many events there were.
    package var count: Int
    /// The first of them.
    package var first: Event
    /// The last of them.
    package var last: Event

    package init(isExpected: Bool = false, count: Int, first: Event, last: Event) {
        self.isExpected = isExpected
        self.count = count
        self.first = first
        self.last = last
    }

    /// When the hour began, in seconds since 1970.
    package var start: Int64 { Self.start(of: first.time) }

    static func start(of time: Int64) -> Int64 {
        time - (time % 3_600 + 3_600) % 3_600
    }

    /// Takes up further events of the same hour.
    package mutating func add(_ other: ActivityHour) {
        count += other.count
        if other.first < first { first = other.first }
        if last < other.last { last = other.last }
    }
}
