import CloudTrail
import SecurityArchitecture

/// Tells which rules of a program an event matches.
///
/// For example:
///
/// ```swift
/// let matcher = RuleMatcher(program)
/// for rule in matcher.matches(event, facts: { classifier.facts(for: event) }) {
///     report(program.rules[rule], event)
/// }
/// ```
///
/// Rules that the event's action, its caller or its outcome rule out are not looked at; of the
/// others, each field is looked up once an event, and each distinct test answered once. What
/// values of fields came to is remembered from event to event, as far as it pays.
///
/// - complexity: O(n) in the bytes of `userIdentity` for an event that is of no kind that a rule
///   is about; else also in what the candidates ask for. Memory is that of the largest event, at most about 1 MiB for each
///   field that many rules test, and 16 MiB or 64 KiB each for regular expressions.
/// - note: A matcher belongs to one thread at a time; give each worker its own.
package final class RuleMatcher {
    /// The rules.
    package let program: RuleProgram
    private let callers: CallerSpellings
    private var state: MatchState

    /// Makes a matcher.
    package convenience init(_ program: RuleProgram) {
        self.init(program, callers: CallerSpellings())
    }

    /// Makes a matcher that shares the numbers of callers with others.
    package init(_ program: RuleProgram, callers: CallerSpellings) {
        self.program = program
        self.callers = callers
        state = MatchState(program)
    }

    /// The rules that an event matches.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - facts: Gives what the declared architecture says about the event; called at most once,
    ///     and only if a candidate asks for a derived field. Without facts derived fields are
    ///     absent.
    /// - returns: Positions among the program's rules, in their order.
    package func matches(_ event: Event, facts: () -> Facts? = { nil }) -> [Int] {
        let source = state.texts.source
        var known: Facts??
        return matches(event) { field in
            if known == nil { known = .some(facts()) }
            return (known ?? nil)?.value(of: field, in: source.event)
        }
    }

    /// The rules that an event matches, with derived fields from elsewhere.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - derived: Gives the value of a derived field. What it says of a caller must be the same
    ///     for equal bytes of `userIdentity`, in the console and out of it.
    /// - returns: Positions among the program's rules, in their order.
    package func matches(_ event: Event, derived: (FactField) -> FactValue?) -> [Int] {
        matches(event, caller: callers.number(of: event), derived: derived)
    }

    /// The rules that an event matches whose caller has been looked up.
    package func matches(
        _ event: Event,
        caller: Int,
        derived: (FactField) -> FactValue?
    ) -> [Int] {
        guard let kind = state.begin(event, caller: caller, of: callers.generation) else {
            state.matchAll(derived)
            return state.hits
        }
        state.match(kind, derived)
        return state.hits
    }

    /// The rules that a record matches, whether it is an event or not, by looking at every rule.
    ///
    /// It is what ``matches(_:derived:)`` must come to as well, and what tests compare it with.
    ///
    /// - parameters:
    ///   - record: The record.
    ///   - derived: Gives the value of a derived field.
    /// - returns: Positions among the program's rules, in their order.
    package func matches(
        record: JSONValue,
        derived: (FactField) -> FactValue? = { _ in nil }
    ) -> [Int] {
        state.begin(record)
        state.matchAll(derived)
        return state.hits
    }

    /// What correlations want to know of the event that was matched last.
    ///
    /// - parameters:
    ///   - event: That event.
    ///   - eventID: The event's id, unless it is the event's own.
    ///   - facts: Gives what the declared architecture says about it.
    /// - returns: Nothing for most events; hand it to ``CorrelationRun/add(_:)``.
    package func observations(
        of event: Event,
        eventID: String? = nil,
        facts: () -> Facts? = { nil }
    ) -> [CorrelationObservation] {
        let source = state.texts.source
        var known: Facts??
        return observations(of: event, eventID: eventID) { field in
            if known == nil { known = .some(facts()) }
            return (known ?? nil)?.value(of: field, in: source.event)
        }
    }

    /// What the event that was matched last gives to alerts and correlations.
    ///
    /// - parameter derived: Gives the value of a derived field of that event.
    package func contributions(derived: (FactField) -> FactValue?) -> [RuleContribution] {
        state.hits.isEmpty ? [] : state.contributions(derived)
    }

    /// The JSON of what a contribution is about, or measures, by its number.
    package func text(ofTuple number: Int32) -> ArraySlice<UInt8> { state.tuples.text(number) }

    /// Makes room where there is much to remember; the numbers of tuples are then given anew.
    package func tidyTuples() { state.tuples.tidy() }

    /// What correlations want to know of the event that was matched last, with derived fields
    /// from elsewhere.
    ///
    /// - parameters:
    ///   - event: That event.
    ///   - eventID: The event's id, unless it is the event's own.
    ///   - derived: Gives the value of a derived field.
    /// - returns: Nothing for most events.
    package func observations(
        of event: Event,
        eventID: String? = nil,
        derived: (FactField) -> FactValue?
    ) -> [CorrelationObservation] {
        guard !program.observers.isEmpty, !state.hits.isEmpty else { return [] }
        return state.observations(
            time: event.time,
            eventID: eventID ?? event.identifier.description,
            derived
        )
    }
}
