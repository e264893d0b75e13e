import Basics
import SecurityArchitecture

/// An event that matched a rule of a correlation, with what the correlation needs of it.
package struct CorrelationObservation: Hashable, Sendable {
    /// The position of the correlation among the program's.
    package let correlation: Int
    /// The group that the event joins.
    package let group: [String]
    /// The event, as the evaluation takes it.
    package let hit: CorrelationHit

    /// Makes an observation, such as one that was kept in an index.
    package init(correlation: Int, group: [String], hit: CorrelationHit) {
        self.correlation = correlation
        self.group = group
        self.hit = hit
    }
}

/// One event that matched one of a correlation's rules, as far as the correlation needs it.
///
/// For example:
///
/// ```swift
/// CorrelationHit(time: event.time, eventID: event.id, rule: 0, values: [["10.0.0.1"]])
/// ```
package struct CorrelationHit: Sendable, Hashable {
    /// When the event happened.
    package let time: EventTime
    /// The event's id: events of one id are one event.
    package let eventID: String
    /// The position of the rule among those that the correlation refers to.
    package let rule: Int
    /// What the event has for the fields that are measured: no tuple where a field is missing,
    /// several where a field has several values.
    package let values: [[String]]

    /// Creates a hit.
    ///
    /// - parameters:
    ///   - time: When the event happened.
    ///   - eventID: The event's id.
    ///   - rule: The position of the rule among those that the correlation refers to.
    ///   - values: Tuples of one text for each measured field, in the order of
    ///     ``CorrelationDefinition/fields``. A kind that measures numbers takes those texts that
    ///     are JSON numbers, and leaves out the rest.
    package init(time: EventTime, eventID: String, rule: Int, values: [[String]] = []) {
        self.time = time
        self.eventID = eventID
        self.rule = rule
        self.values = values
    }
}

extension MatchState {
    /// Groups that one event may join for one correlation; more is an attack on memory.
    private static let groupLimit = 1_000

    /// What correlations want to know of the event at hand.
    mutating func observations(
        time: EventTime,
        eventID: String
    ) -> [CorrelationObservation] {
        var observations: [CorrelationObservation] = []
        for rule in hits {
            for observer in program.observers.observers[rule] {
                let groups = tuples(observer.group.fields)
                guard !groups.isEmpty else { continue }
                let values =
                    observer.measured.isEmpty ? [] : tuples(observer.measured.fields)
                let hit = CorrelationHit(
                    time: time,
                    eventID: eventID,
                    rule: observer.rule,
                    values: values
                )
                for group in groups {
                    observations.append(
                        CorrelationObservation(
                            correlation: observer.correlation,
                            group: group,
                            hit: hit
                        )
                    )
                }
            }
        }
        return observations
    }

    /// The tuples of the texts that fields have; none where one of them has none.
    mutating func tuples(
        _ fields: [Int]
    ) -> [[String]] {
        var tuples: [[String]] = [[]]
        for field in fields {
            var distinct: [String] = []
            var seen: Set<String> = []
            for text in texts(of: field) where seen.insert(text).inserted {
                distinct.append(text)
            }
            var longer: [[String]] = []
            for tuple in tuples {
                for text in distinct where longer.count < Self.groupLimit {
                    longer.append(tuple + [text])
                }
            }
            tuples = longer
        }
        return tuples
    }

    private mutating func texts(
        of field: Int
    ) -> [String] {
        texts.candidates(field).compactMap { candidate in
            // Of an object's two texts the compact JSON is the exact one.
            guard !texts.isRawText(candidate) else { return nil }
            return String(decoding: texts.text(candidate), as: UTF8.self)
        }
    }
}

/// What correlations want to know of the events that rules match, rule by rule.
struct ObserverTable: Sendable {
    /// A place of a rule in a correlation.
    struct Observer: Sendable {
        /// The position of the correlation in the program.
        var correlation: Int
        /// The position of the rule among those that the correlation refers to.
        var rule: Int
        /// The fields that tell the groups apart.
        var group: FieldTuple
        /// The fields that are measured.
        var measured: FieldTuple
    }

    /// The observers of each rule of the program.
    private(set) var observers: [[Observer]]
    /// Whether there are any.
    let isEmpty: Bool

    init(_ compiler: inout ProgramCompiler, _ correlations: [ProgramCorrelation], rules: Int) {
        observers = Array(repeating: [], count: rules)
        for (index, correlation) in correlations.enumerated() {
            for (place, reference) in correlation.references.enumerated() {
                guard case .rule(let rule) = reference else { continue }
                observers[rule].append(
                    Observer(
                        correlation: index,
                        rule: place,
                        group: compiler.addTuple(correlation.correlation.groupFields[place]),
                        measured: compiler.addTuple(
                            correlation.correlation.measuredFields[place]
                        )
                    )
                )
            }
        }
        isEmpty = observers.allSatisfy(\.isEmpty)
    }
}
