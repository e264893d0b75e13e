import Basics
import SecurityArchitecture

/// What an event that rules match gives to alerts and correlations.
package struct RuleContribution: Hashable, Sendable {
    /// What it is given to.
    package enum Target: Hashable, Sendable {
        /// The rule at a position of the program, which raises alerts of its own.
        case rule(Int)
        /// A correlation: its position in the program, and that of the matched rule among those
        /// it refers to.
        case correlation(Int, place: Int)
    }

    /// What it is given to.
    package let target: Target
    /// The number of what it is about: JSON such as `["510000000001","deploy-prod"]`, null where
    /// a field has nothing and a list where it has several texts.
    package let subject: Int32
    /// The number of what is measured, a list of tuples: `[["a"],["b"]]`; 0 where nothing is.
    package let values: Int32
}

extension MatchState {
    /// What the event at hand gives.
    mutating func contributions(_ derived: (FactField) -> FactValue?) -> [RuleContribution] {
        var found: [RuleContribution] = []
        for rule in hits {
            if program.rules[rule].raisesAlerts {
                forEachText(.subject, program.alertFields[rule], derived) {
                    found.append(RuleContribution(target: .rule(rule), subject: $0, values: 0))
                }
            }
            for position in program.observers.observers[rule].indices {
                let observer = program.observers.observers[rule][position]
                var values: Int32 = 0
                if !observer.measured.isEmpty {
                    forEachText(.measured, observer.measured, derived) { values = $0 }
                }
                let target = RuleContribution.Target.correlation(
                    observer.correlation,
                    place: observer.rule
                )
                forEachText(.groups, observer.group, derived) {
                    found.append(RuleContribution(target: target, subject: $0, values: values))
                }
            }
        }
        return found
    }

    /// Calls `body` with the numbers of the texts that a tuple of fields comes to.
    private mutating func forEachText(
        _ form: TupleTexts.Form,
        _ tuple: FieldTuple,
        _ derived: (FactField) -> FactValue?,
        _ body: (Int32) -> Void
    ) {
        // Several correlations group by the same fields.
        let place = Int(tuple.number) * TupleTexts.Form.count + Int(form.rawValue)
        if tuplesOfEvent[place].generation == texts.generation {
            if tuplesOfEvent[place].text > 0 { body(tuplesOfEvent[place].text) }
            return
        }
        let isKnown = beginKey(form, tuple, derived)
        if isKnown, let known = tuples.result(), known >= 0 {
            tuplesOfEvent[place] = TupleOfEvent(generation: texts.generation, text: known)
            if known > 0 { body(known) }
            return
        }
        let numbers = texts(form, tuple, derived).map { tuples.number(of: $0) }
        if isKnown, tuples.isNew {
            tuples.append(result: numbers.count > 1 ? -1 : numbers.first ?? 0)
        }
        for number in numbers { body(number) }
    }

    /// Puts the key of a tuple together; false where the values have no numbers.
    private mutating func beginKey(
        _ form: TupleTexts.Form,
        _ tuple: FieldTuple,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        tuples.begin(form, tuple)
        for field in tuple.fields {
            let value = valueNumber(field, derived)
            guard value >= 0 else { return false }
            tuples.append(value)
        }
        return true
    }

    private mutating func texts(
        _ form: TupleTexts.Form,
        _ tuple: FieldTuple,
        _ derived: (FactField) -> FactValue?
    ) -> [[UInt8]] {
        switch form {
        case .subject: [subject(tuple.fields, derived)]
        case .groups: tuples(tuple.fields, derived).map { JSONText.array($0) }
        case .measured:
            [JSONText.array(of: tuples(tuple.fields, derived).map { JSONText.array($0) })]
        }
    }

    /// What a match is about.
    private mutating func subject(
        _ fields: [Int],
        _ derived: (FactField) -> FactValue?
    ) -> [UInt8] {
        var parts: [[UInt8]] = []
        for field in fields {
            let found = texts.candidates(field, derived).filter { !texts.isRawText($0) }
                .map { JSONText.string(texts.text($0)) }
            switch found.count {
            case 0: parts.append(Array("null".utf8))
            case 1: parts.append(found[0])
            default: parts.append(JSONText.array(of: found))
            }
        }
        return JSONText.array(of: parts)
    }
}

/// What a tuple of fields came to in an event.
struct TupleOfEvent {
    /// The event.
    var generation: UInt32 = 0
    /// The number of the text; 0 for none.
    var text: Int32 = 0
}

extension MatchState {
    /// Groups that one event may join for one correlation; more is an attack on memory.
    private static let groupLimit = 1_000

    /// What correlations want to know of the event at hand.
    mutating func observations(
        time: EventTime,
        eventID: String,
        _ derived: (FactField) -> FactValue?
    ) -> [CorrelationObservation] {
        var observations: [CorrelationObservation] = []
        for rule in hits {
            for observer in program.observers.observers[rule] {
                let groups = tuples(observer.group.fields, derived)
                guard !groups.isEmpty else { continue }
                let values =
                    observer.measured.isEmpty ? [] : tuples(observer.measured.fields, derived)
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
        _ fields: [Int],
        _ derived: (FactField) -> FactValue?
    ) -> [[String]] {
        var tuples: [[String]] = [[]]
        for field in fields {
            var distinct: [String] = []
            var seen: Set<String> = []
            for text in texts(of: field, derived) where seen.insert(text).inserted {
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
        of field: Int,
        _ derived: (FactField) -> FactValue?
    ) -> [String] {
        texts.candidates(field, derived).compactMap { candidate in
            // Of an object's two texts the compact JSON is the exact one.
            guard !texts.isRawText(candidate) else { return nil }
            return String(decoding: texts.text(candidate), as: UTF8.self)
        }
    }
}

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
