import Basics
import CloudTrail
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

/// What tells the events that a correlation counts apart: an event's id, or the name of a firing of
/// another correlation.
///
/// These are two kinds, so that no event id, which whoever wrote the log may have chosen, is
/// mistaken for a firing.
package struct CorrelationHitID: Hashable, Comparable, Sendable {
    /// Nearly all ids are UUIDs, which need no memory of their own.
    private enum Form: Hashable {
        case uuid(UInt64, UInt64)
        case text(ExactText)
    }

    private let form: Form
    /// Whether it names a firing.
    package let isFiring: Bool

    /// The event id, or the name.
    package var text: String {
        switch form {
        case .uuid(let high, let low): EventIdentifier.uuid(high, low).description
        case .text(let exact): exact.text
        }
    }

    /// The id of an event.
    package static func event(_ id: String) -> Self {
        if case .uuid(let high, let low) = EventIdentifier(uuid: id.utf8.span) {
            return Self(form: .uuid(high, low), isFiring: false)
        }
        return Self(form: .text(ExactText(id)), isFiring: false)
    }

    /// The id of an event.
    package static func event(_ id: EventIdentifier) -> Self {
        guard case .uuid(let high, let low) = id else { return event(id.description) }
        return Self(form: .uuid(high, low), isFiring: false)
    }

    /// The id of the event; nil of a firing.
    package var identifier: EventIdentifier? {
        guard !isFiring else { return nil }
        return switch form {
        case .uuid(let high, let low): .uuid(high, low)
        case .text(let exact): .text(exact.text)
        }
    }

    /// The name of a firing.
    package static func firing(_ name: String) -> Self {
        Self(form: .text(ExactText(name)), isFiring: true)
    }

    package static func < (left: Self, right: Self) -> Bool {
        guard left.isFiring == right.isFiring else { return right.isFiring }
        return switch (left.form, right.form) {
        // Lower-case digits sort like the numbers that they spell.
        case (.uuid(let first, let second), .uuid(let third, let fourth)):
            (first, second) < (third, fourth)
        case (.text(let first), .text(let second)): first < second
        default: ExactText(left.text) < ExactText(right.text)
        }
    }
}

/// One event that matched one of a correlation's rules, as far as the correlation needs it.
///
/// For example:
///
/// ```swift
/// CorrelationHit(time: event.time, id: .event(event.id), rule: 0, values: [["10.0.0.1"]])
/// ```
package struct CorrelationHit: Sendable, Hashable {
    /// When the event happened.
    package let time: EventTime
    /// What has one id is one event.
    package let id: CorrelationHitID
    /// The position of the rule among those that the correlation refers to.
    package let rule: Int
    /// What the event has for the fields that are measured: no tuple where a field is missing,
    /// several where a field has several values.
    package let values: [[String]]

    /// - parameters:
    ///   - time: When the event happened.
    ///   - id: What tells it from others.
    ///   - rule: The position of the rule among those that the correlation refers to.
    ///   - values: Tuples of one text for each measured field, in the order of
    ///     ``CorrelationDefinition/fields``. A kind that measures numbers takes those texts that
    ///     are JSON numbers, and leaves out the rest.
    package init(time: EventTime, id: CorrelationHitID, rule: Int, values: [[String]] = []) {
        self.time = time
        self.id = id
        self.rule = rule
        self.values = values
    }
}

/// A text that equals only texts of the same bytes.
///
/// A `String` also equals what Unicode holds to be the same character, and groups and values are
/// compared exactly.
struct ExactText: Sendable, Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
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
                    id: .event(eventID),
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

    mutating func texts(
        of field: Int
    ) -> [String] {
        texts.candidates(field).compactMap { candidate in
            // Of an object's two texts the compact JSON is the exact one.
            guard !texts.isRawText(candidate) else { return nil }
            return String(decoding: kept(texts.text(candidate), of: field), as: UTF8.self)
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
