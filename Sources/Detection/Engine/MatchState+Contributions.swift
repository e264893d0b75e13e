import Basics
import CloudTrail
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
    mutating func contributions() -> [RuleContribution] {
        var found: [RuleContribution] = []
        for rule in hits {
            if program.rules[rule].raisesAlerts {
                forEachText(.subject, program.alertFields[rule]) {
                    found.append(RuleContribution(target: .rule(rule), subject: $0, values: 0))
                }
            }
            for position in program.observers.observers[rule].indices {
                let observer = program.observers.observers[rule][position]
                var values: Int32 = 0
                if !observer.measured.isEmpty {
                    forEachText(.measured, observer.measured) { values = $0 }
                }
                let target = RuleContribution.Target.correlation(
                    observer.correlation,
                    place: observer.rule
                )
                forEachText(.groups, observer.group) {
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
        _ body: (Int32) -> Void
    ) {
        // Several correlations group by the same fields.
        let place = Int(tuple.number) * TupleTexts.Form.count + Int(form.rawValue)
        if tuplesOfEvent[place].generation == texts.generation {
            if tuplesOfEvent[place].text > 0 { body(tuplesOfEvent[place].text) }
            return
        }
        let isKnown = beginKey(form, tuple)
        if isKnown, let known = tuples.result(), known >= 0 {
            tuplesOfEvent[place] = TupleOfEvent(generation: texts.generation, text: known)
            if known > 0 { body(known) }
            return
        }
        let numbers = texts(form, tuple).map { tuples.number(of: $0) }
        if isKnown, tuples.isNew {
            tuples.append(result: numbers.count > 1 ? -1 : numbers.first ?? 0)
        }
        for number in numbers { body(number) }
    }

    /// Puts the key of a tuple together; false where the values have no numbers.
    private mutating func beginKey(
        _ form: TupleTexts.Form,
        _ tuple: FieldTuple
    ) -> Bool {
        tuples.begin(form, tuple)
        for field in tuple.fields {
            let value = valueNumber(field)
            guard value >= 0 else { return false }
            tuples.append(value)
        }
        return true
    }

    private mutating func texts(
        _ form: TupleTexts.Form,
        _ tuple: FieldTuple
    ) -> [String] {
        switch form {
        case .subject: [subject(tuple.fields)]
        case .groups: tuples(tuple.fields).map { JSONText.array($0) }
        case .measured:
            [JSONText.array(of: tuples(tuple.fields).map { JSONText.array($0) })]
        }
    }

    /// What a match is about.
    private mutating func subject(
        _ fields: [Int]
    ) -> String {
        let parts = fields.map { field in
            let found = texts(of: field)
            return switch found.count {
            case 0: "null"
            case 1: JSONText.quoted(found[0], .canonical)
            default: JSONText.array(found)
            }
        }
        return JSONText.array(of: parts)
    }
}

extension MatchState {
    /// A text as it is kept: rules match on what the log has, and tell of it without credentials.
    func kept(_ text: ArraySlice<UInt8>, of field: Int) -> ArraySlice<UInt8> {
        Blanking.bytes(text, isCredential: program.fields[field].isCredential) ?? text
    }
}

/// What a tuple of fields came to in an event.
struct TupleOfEvent {
    /// The event.
    var generation: UInt32 = 0
    /// The number of the text; 0 for none.
    var text: Int32 = 0
}
