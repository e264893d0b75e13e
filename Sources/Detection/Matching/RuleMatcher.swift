import CloudTrail
import SecurityArchitecture

/// Tells which rules of a program an event matches.
///
/// For example:
///
/// ```swift
/// var matcher = RuleMatcher(program)
/// for rule in matcher.matches(event, facts: { classifier.facts(for: event) }) {
///     report(program.rules[rule], event)
/// }
/// ```
///
/// Rules that the event's source and name rule out are not looked at; of the others, each field
/// is looked up once an event, and each distinct test answered once. What values of fields came
/// to is remembered from event to event, as far as it pays.
///
/// - complexity: O(1) for an event that no rule's source and name fit; else O(n) in what the
///   candidates ask for. Memory is that of the largest event, and at most about 1 MiB for each
///   field that many rules test.
/// - note: A matcher belongs to one thread at a time; give each worker its own.
public struct RuleMatcher {
    /// The rules.
    public let program: RuleProgram

    var texts: EventTexts
    var memos: [ValueMemo]
    /// The answers to tests: the generation of the event, and one bit.
    var answers: [UInt32]
    private var plans: ActionPlans
    /// The event that each rule was last looked at for, so that two triggers count once.
    private var looked: [UInt32]
    private var hits: [Int] = []

    /// Makes a matcher.
    public init(_ program: RuleProgram) {
        self.program = program
        texts = EventTexts(program.fields)
        memos = program.fields.indices.map { ValueMemo(field: $0, program) }
        answers = Array(repeating: 0, count: program.tests.count)
        plans = ActionPlans()
        looked = Array(repeating: 0, count: program.rules.count)
    }

    /// The rules that an event matches.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - facts: Gives what the declared architecture says about the event; called at most once,
    ///     and only if a candidate asks for a derived field. Without facts derived fields are
    ///     absent.
    /// - returns: Positions among the program's rules, in their order.
    public mutating func matches(_ event: Event, facts: () -> Facts? = { nil }) -> [Int] {
        var known: Facts??
        return matches(event) { field in
            if known == nil { known = .some(facts()) }
            return (known ?? nil)?.value(of: field, in: event)
        }
    }

    /// The rules that an event matches, with derived fields from elsewhere.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - derived: Gives the value of a derived field.
    public mutating func matches(
        _ event: Event,
        derived: (FactField) -> FactValue?
    ) -> [Int] {
        begin()
        let action = plans.number(of: event)
        guard action >= 0 else { return matchAll(event, derived) }
        if plans.isNew(action) { plan(action, event, derived) }
        let plan = plans[action]
        for index in plan.certain { hits.append(Int(plans.certain[index])) }
        for index in plan.open {
            let candidate = plans.open[index]
            if holds(candidate.entry, event, derived) { hits.append(Int(candidate.rule)) }
        }
        if !program.index.triggers.isEmpty { matchTriggered(event, derived) }
        if hits.count > 1 { hits.sort() }
        return hits
    }

    /// The rules that a record matches, whether it is an event or not, by looking at every rule.
    ///
    /// It is what ``matches(_:derived:)`` must come to as well, and what tests compare it with.
    ///
    /// - parameters:
    ///   - record: The record.
    ///   - derived: Gives the value of a derived field.
    public mutating func matches(
        record: JSONValue,
        derived: (FactField) -> FactValue? = { _ in nil }
    ) -> [Int] {
        begin()
        return matchAll(record, derived)
    }

    private mutating func begin() {
        texts.begin()
        if texts.generation == 1 {
            for index in answers.indices { answers[index] = 0 }
            for index in looked.indices { looked[index] = 0 }
        }
        hits.removeAll(keepingCapacity: true)
    }

    private mutating func matchAll<Source: FieldSource>(
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> [Int] {
        for rule in program.entries.indices
        where holds(program.entries[rule], source, derived) {
            hits.append(rule)
        }
        return hits
    }

    /// Looks at the rules that the value of a field makes candidates.
    private mutating func matchTriggered<Source: FieldSource>(
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) {
        for index in program.index.triggers.indices {
            let field = program.index.triggers[index].field
            let value = valueNumber(field, source, derived)
            if value >= 0 {
                for position in memos[field].triggered(value) {
                    look(memos[field].rules[position], source, derived)
                }
            } else {
                for position in program.index.triggers[index].rules.indices {
                    let trigger = program.index.triggers[index].rules[position]
                    guard looked[Int(trigger.rule)] != texts.generation,
                        answer(Int(trigger.test), source, derived)
                    else { continue }
                    look(trigger.rule, source, derived)
                }
            }
        }
    }

    private mutating func look<Source: FieldSource>(
        _ rule: Int32,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) {
        guard looked[Int(rule)] != texts.generation else { return }
        looked[Int(rule)] = texts.generation
        if holds(program.entries[Int(rule)], source, derived) { hits.append(Int(rule)) }
    }

    /// Finds out what an action leaves of the rules.
    private mutating func plan(
        _ action: Int,
        _ event: Event,
        _ derived: (FactField) -> FactValue?
    ) {
        let names = plans.names(of: action)
        let candidates = program.index.candidates(
            source: CaseFolding.folded(names.source),
            name: CaseFolding.folded(names.name)
        )
        var draft = ActionPlans.Draft()
        for rule in candidates {
            let entry = settle(program.entries[Int(rule)], event, derived)
            switch entry {
            case Branch.accept: draft.certain.append(rule)
            case Branch.reject: break
            default: draft.open.append(ActionPlans.Open(rule: rule, entry: entry))
            }
        }
        plans.append(draft)
    }

    /// Follows a rule's branches as far as the action decides them.
    private mutating func settle(
        _ entry: Int32,
        _ event: Event,
        _ derived: (FactField) -> FactValue?
    ) -> Int32 {
        var position = entry
        while position >= 0 {
            let branch = program.branches[Int(position)]
            guard program.tests[Int(branch.test)].isAction else { break }
            position =
                answer(Int(branch.test), event, derived) ? branch.onTrue : branch.onFalse
        }
        return position
    }

    /// Whether a rule's logic comes to accept, from a branch on.
    @inline(__always)
    private mutating func holds<Source: FieldSource>(
        _ entry: Int32,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        var position = entry
        while position >= 0 {
            let branch = program.branches[Int(position)]
            position =
                answer(Int(branch.test), source, derived) ? branch.onTrue : branch.onFalse
        }
        return position == Branch.accept
    }
}
