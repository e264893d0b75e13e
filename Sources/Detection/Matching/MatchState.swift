import CloudTrail
import SecurityArchitecture

/// All that a matcher keeps from event to event.
///
/// It is a struct, so that its state costs no check at each access.
struct MatchState {
    /// The bytes that all regular expressions together may remember; each has at least 64 KiB.
    private static let regexMemory = 16 << 20

    let program: RuleProgram

    var texts: EventTexts
    var memos: [ValueMemo]
    /// The regular expressions of tests, with what each has learnt of the texts so far.
    var regexes: [Int: LinearRegexMatcher]
    /// The answers to tests: the generation of the event, and one bit.
    var answers: [UInt32]
    /// The event that each keyword was last found in.
    var foundKeywords: [UInt32]
    /// The event that was last searched for keywords.
    var searched: UInt32 = 0
    /// Whether that event has any.
    var hasKeywords = false
    var identities: IdentityValues
    private(set) var hits: [Int] = []
    /// A value as the key of a memo; memory that is used again.
    var memoKey: [UInt8] = []
    /// What hits are about.
    var tuples = TupleTexts()
    private var plans = ActionPlans()
    /// The event that each rule was last looked at for, so that two triggers count once.
    private var looked: [UInt32]

    init(_ program: RuleProgram) {
        self.program = program
        texts = EventTexts(program.fields)
        memos = program.fields.indices.map { ValueMemo(field: $0, program) }
        regexes = Self.regexes(of: program)
        identities = IdentityValues(program.fields)
        answers = Array(repeating: 0, count: program.tests.count)
        foundKeywords = Array(repeating: 0, count: program.keywords.count)
        looked = Array(repeating: 0, count: program.entries.count)
    }

    private static func regexes(of program: RuleProgram) -> [Int: LinearRegexMatcher] {
        let patterns = program.tests.indices.compactMap { index -> (Int, LinearRegex)? in
            guard case .regex(let regex) = program.tests[index].matcher else { return nil }
            return (index, regex)
        }
        let share = max(64 << 10, min(1 << 20, regexMemory / max(patterns.count, 1)))
        return Dictionary(
            uniqueKeysWithValues: patterns.map { ($0, LinearRegexMatcher($1, memory: share)) }
        )
    }

    /// Turns to an event; nil where its action does not decide which rules to look at.
    @inline(__always)
    mutating func begin(_ event: Event) -> Int? {
        begin()
        let action = plans.number(of: event)
        // An event that no rule is interested in need not be copied.
        if action >= 0, !plans.isNew(action), plans[action].open.isEmpty,
            program.index.triggers.isEmpty, program.observers.isEmpty
        {
            return action
        }
        texts.source.load(event)
        return action >= 0 ? action : nil
    }

    /// Turns to a record.
    mutating func begin(_ record: JSONValue) {
        begin()
        texts.source.load(record)
    }

    private mutating func begin() {
        texts.begin()
        if texts.generation == 1 {
            for index in answers.indices { answers[index] = 0 }
            for index in looked.indices { looked[index] = 0 }
            for index in foundKeywords.indices { foundKeywords[index] = 0 }
            searched = 0
        }
        hits.removeAll(keepingCapacity: true)
    }

    /// Looks at the rules that an action leaves.
    mutating func match(_ action: Int, _ derived: (FactField) -> FactValue?) {
        if plans.isNew(action) { plan(action, derived) }
        let plan = plans[action]
        for index in plan.certain { hits.append(Int(plans.certain[index])) }
        for index in plan.open {
            let candidate = plans.open[index]
            if holds(candidate.entry, derived) { hits.append(Int(candidate.rule)) }
        }
        if !program.index.triggers.isEmpty { matchTriggered(derived) }
        if hits.count > 1 { hits.sort() }
    }

    mutating func matchAll(
        _ derived: (FactField) -> FactValue?
    ) {
        for rule in program.entries.indices
        where holds(program.entries[rule], derived) {
            hits.append(rule)
        }
    }

    /// Looks at the rules that the value of a field makes candidates.
    private mutating func matchTriggered(
        _ derived: (FactField) -> FactValue?
    ) {
        for index in program.index.triggers.indices {
            let field = program.index.triggers[index].field
            if field < 0, !searchKeywords() { continue }
            let value = field < 0 ? -1 : valueNumber(field, derived)
            if value >= 0 {
                for position in memos[field].triggered(value) {
                    look(memos[field].rules[position], derived)
                }
            } else {
                for position in program.index.triggers[index].rules.indices {
                    let trigger = program.index.triggers[index].rules[position]
                    guard looked[Int(trigger.rule)] != texts.generation,
                        answer(Int(trigger.test), derived)
                    else { continue }
                    look(trigger.rule, derived)
                }
            }
        }
    }

    private mutating func look(
        _ rule: Int32,
        _ derived: (FactField) -> FactValue?
    ) {
        guard looked[Int(rule)] != texts.generation else { return }
        looked[Int(rule)] = texts.generation
        if holds(program.entries[Int(rule)], derived) { hits.append(Int(rule)) }
    }

    /// Finds out what an action leaves of the rules.
    private mutating func plan(
        _ action: Int,
        _ derived: (FactField) -> FactValue?
    ) {
        let names = plans.names(of: action)
        let candidates = program.index.candidates(
            source: CaseFolding.folded(names.source),
            name: CaseFolding.folded(names.name)
        )
        var draft = ActionPlans.Draft()
        for rule in candidates {
            let entry = settle(program.entries[Int(rule)], derived)
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
        _ derived: (FactField) -> FactValue?
    ) -> Int32 {
        var position = entry
        while position >= 0 {
            let branch = program.branches[Int(position)]
            guard program.tests[Int(branch.test)].isAction else { break }
            position =
                answer(Int(branch.test), derived) ? branch.onTrue : branch.onFalse
        }
        return position
    }

    /// Whether a rule's logic comes to accept, from a branch on.
    @inline(__always)
    private mutating func holds(
        _ entry: Int32,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        var position = entry
        while position >= 0 {
            let branch = program.branches[Int(position)]
            position =
                answer(Int(branch.test), derived) ? branch.onTrue : branch.onFalse
        }
        return position == Branch.accept
    }
}
