import CloudTrail
import SecurityArchitecture

/// What gives the event at hand its derived fields.
///
/// What it says of a caller must be the same for equal bytes of `userIdentity`, in the console and
/// out of it.
package protocol DerivedFields: AnyObject {
    /// The value of a field; nil where it does not apply.
    func value(of field: FactField) -> FactValue?
}

extension FactReader: DerivedFields {}

/// Tells which rules of a program an event matches.
///
/// For example:
///
/// ```swift
/// let reader = FactReader(Classifier(architecture))
/// let matcher = RuleMatcher(program, derived: reader)
/// reader.begin(event)
/// for rule in matcher.matches(event) { report(program.rules[rule], event) }
/// ```
///
/// Rules that the event's action, its caller or its outcome rule out are not looked at; of the
/// others, each field is looked up once an event, and each distinct test answered once. What
/// values of fields came to is remembered from event to event, as far as it pays.
///
/// - complexity: O(n) in the bytes of `userIdentity` for an event that is of no kind that a rule
///   is about; else also in what the candidates ask for. Memory is that of the largest event, at
///   most about 1 MiB for each field that many rules test, and 16 MiB or 64 KiB each for regular
///   expressions.
/// - note: A matcher belongs to one thread at a time; give each worker its own.
package final class RuleMatcher {
    /// The rules.
    package let program: RuleProgram
    private let shared: WorkerCache
    private var state: MatchState

    /// - parameters:
    ///   - program: The rules.
    ///   - derived: Gives derived fields of the event that is matched, and is asked only for those
    ///     that a candidate needs; without it they are absent.
    ///   - shared: What is known of callers and actions, which others may use too.
    package init(
        _ program: RuleProgram,
        derived: (any DerivedFields)? = nil,
        shared: WorkerCache = WorkerCache()
    ) {
        self.program = program
        self.shared = shared
        state = MatchState(program, derived, shared)
    }

    /// The rules that an event matches.
    ///
    /// - returns: Positions among the program's rules, in their order.
    package func matches(_ event: Event) -> [Int] {
        matches(event, shared.known(of: event))
    }

    /// The rules that an event matches that has been looked up in the cache.
    package func matches(_ event: Event, _ known: KnownEvent) -> [Int] {
        guard let kind = state.begin(event, known) else {
            state.matchAll()
            return state.hits
        }
        state.match(kind)
        return state.hits
    }

    /// The rules that a record matches, whether it is an event or not, by looking at every rule.
    ///
    /// It is what ``matches(_:)`` must come to as well, and what tests compare it with.
    ///
    /// - returns: Positions among the program's rules, in their order.
    package func matches(record: JSONValue) -> [Int] {
        state.begin(record)
        state.matchAll()
        return state.hits
    }

    /// What the event that was matched last gives to alerts and correlations.
    package func contributions() -> [RuleContribution] {
        state.hits.isEmpty ? [] : state.contributions()
    }

    /// The JSON of what a contribution is about, or measures, by its number.
    package func text(ofTuple number: Int32) -> ArraySlice<UInt8> { state.tuples.text(number) }

    /// Makes room where there is much to remember; the numbers of tuples are then given anew.
    package func tidyTuples() { state.tuples.tidy() }

    /// What correlations want to know of an event, the one that was matched last.
    ///
    /// - returns: Nothing for most events; hand it to ``CorrelationRun/add(_:)``.
    package func observations(of event: Event) -> [CorrelationObservation] {
        guard !program.observers.isEmpty, !state.hits.isEmpty else { return [] }
        return state.observations(time: event.time, eventID: event.identifier.description)
    }
}
