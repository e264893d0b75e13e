import CloudTrail
import LinearRegex
import SecurityArchitecture

/// All that a matcher keeps from event to event.
///
/// It is a struct, so that its state costs no check at each access.
struct MatchState {
    /// The bytes that all regular expressions together may remember; each has at least 64 KiB.
    private static let regexMemory = 16 << 20

    /// Classes of callers; more mean that each caller is one of its own.
    private static let classLimit = 4_096

    let program: RuleProgram
    private let shared: WorkerCache

    var texts: EventTexts
    var caches: [ValueCache]
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
    var callers: CallerTable
    private(set) var hits: [Int] = []
    /// A value as the key of a cache; memory that is used again.
    var cacheKey: [UInt8] = []
    /// What hits are about.
    var tuples = TupleTexts()
    /// The same for the event at hand, by tuple and form.
    var tuplesOfEvent: [TupleOfEvent]
    private var plans = MatchPlans()
    /// The answers that make the class of a caller; memory that is used again.
    private var callerAnswers: [UInt8] = []
    /// The event that each rule was last looked at for, so that two triggers count once.
    private var looked: [UInt32]

    init(_ program: RuleProgram, _ derived: (any DerivedFields)?, _ shared: WorkerCache) {
        self.program = program
        self.shared = shared
        texts = EventTexts(program.fields, derived)
        caches = program.fields.indices.map { ValueCache(field: $0, program) }
        regexes = Self.regexes(of: program)
        callers = CallerTable(program.fields)
        tuplesOfEvent = Array(
            repeating: TupleOfEvent(),
            count: program.tupleCount * TupleTexts.Form.count
        )
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

    /// Starts an event; nil where its action does not decide which rules to look at.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - known: What the cache knows of it.
    @inline(__always)
    mutating func begin(_ event: Event, _ known: KnownEvent) -> EventKind? {
        begin()
        texts.source.load(event)
        if texts.source.isIndexed {
            callers.turn(
                to: known.caller,
                of: known.callerGeneration,
                isInConsole: event.isInConsole
            )
        } else {
            callers.turnToNone()
        }
        guard known.isPlainAction else { return nil }
        plans.begin(known.actionGeneration)
        return EventKind(
            action: known.action,
            reading: callers.current < 0 ? .other : EventKind.Reading(event),
            isClean: callers.current >= 0 && event.isClean
        )
    }

    /// Starts a record.
    mutating func begin(_ record: JSONValue) {
        begin()
        texts.source.load(record)
        callers.turnToNone()
    }

    private mutating func begin() {
        texts.begin()
        if texts.generation == 1 {
            for index in answers.indices { answers[index] = 0 }
            for index in looked.indices { looked[index] = 0 }
            for index in tuplesOfEvent.indices { tuplesOfEvent[index].generation = 0 }
            for index in foundKeywords.indices { foundKeywords[index] = 0 }
            searched = 0
        }
        hits.removeAll(keepingCapacity: true)
    }

    /// Looks at the rules that the kind of an event leaves.
    mutating func match(_ kind: EventKind) {
        var kind = kind
        kind.callers = callerClass()
        let number = plans.number(kind) ?? makePlan(kind)
        let plan = plans[number]
        for index in plan.certain { hits.append(Int(plans.certain[index])) }
        for index in plan.open {
            let candidate = plans.open[index]
            if holds(candidate.entry, plans.branches) {
                hits.append(Int(candidate.rule))
            }
        }
        if !program.index.triggers.isEmpty { matchTriggered() }
        if hits.count > 1 { hits.sort() }
    }

    /// The class of the caller; 0 where it is not known.
    private mutating func callerClass() -> Int32 {
        guard callers.current >= 0 else { return 0 }
        let known = callers.currentClass
        guard known == 0 else { return known }
        if callers.classCount >= Self.classLimit {
            callers.forgetClasses()
            plans.forgetKinds()
        }
        callerAnswers.removeAll(keepingCapacity: true)
        for test in program.index.callerTests {
            callerAnswers.append(answer(Int(test)) ? 1 : 0)
        }
        // A class has a number even where nothing is asked of callers.
        callerAnswers.append(0)
        callers.classify(callerAnswers)
        return callers.currentClass
    }

    mutating func matchAll() {
        for rule in program.entries.indices
        where holds(program.entries[rule], program.branches) {
            hits.append(rule)
        }
    }

    /// Looks at the rules that the value of a field makes candidates.
    private mutating func matchTriggered() {
        for index in program.index.triggers.indices {
            let field = program.index.triggers[index].field
            if field < 0, !searchKeywords() { continue }
            let value = field < 0 ? -1 : valueNumber(field)
            if value >= 0 {
                for position in caches[field].triggered(value) {
                    look(caches[field].rules[position])
                }
            } else {
                for position in program.index.triggers[index].rules.indices {
                    let trigger = program.index.triggers[index].rules[position]
                    guard looked[Int(trigger.rule)] != texts.generation,
                        answer(Int(trigger.test))
                    else { continue }
                    look(trigger.rule)
                }
            }
        }
    }

    private mutating func look(
        _ rule: Int32
    ) {
        guard looked[Int(rule)] != texts.generation else { return }
        looked[Int(rule)] = texts.generation
        if holds(program.entries[Int(rule)], program.branches) { hits.append(Int(rule)) }
    }

    /// Finds out what the kind of the event at hand leaves of the rules.
    private mutating func makePlan(
        _ kind: EventKind
    ) -> Int {
        let action = shared.text(ofAction: kind.action)
        let source = action.prefix { $0 != 0 }
        let name = action.dropFirst(source.count + 1)
        let candidates = program.index.candidates(
            source: CaseFolding.folded(String(decoding: source, as: UTF8.self)),
            name: CaseFolding.folded(String(decoding: name, as: UTF8.self))
        )
        var draft = MatchPlans.Draft()
        for rule in candidates {
            let entry = specialize(program.entries[Int(rule)], kind)
            switch entry {
            case Branch.accept: draft.certain.append(rule)
            case Branch.reject: break
            default: draft.open.append(MatchPlans.Open(rule: rule, entry: entry))
            }
        }
        return plans.add(draft, for: kind)
    }

    /// What is left of a rule's logic: branches of the plan's own, without those that the kind of
    /// the event decides and those that lead to the same either way.
    private mutating func specialize(
        _ entry: Int32,
        _ kind: EventKind
    ) -> Int32 {
        var outcomes: [Int32: Int32] = [Branch.accept: Branch.accept, Branch.reject: Branch.reject]
        // A branch leads to those before it only.
        for position in reached(from: entry, kind).sorted() {
            if let next = specialized(position, kind) {
                outcomes[position] = outcomes[next]
                continue
            }
            var branch = program.branches[Int(position)]
            branch.onTrue = outcomes[branch.onTrue] ?? Branch.reject
            branch.onFalse = outcomes[branch.onFalse] ?? Branch.reject
            outcomes[position] =
                branch.onTrue == branch.onFalse ? branch.onTrue : plans.add(branch)
        }
        return outcomes[entry] ?? Branch.reject
    }

    /// The branches that a rule's logic may come to.
    private mutating func reached(
        from entry: Int32,
        _ kind: EventKind
    ) -> Set<Int32> {
        var found: Set<Int32> = []
        var open = [entry]
        while let position = open.popLast() {
            guard position >= 0, found.insert(position).inserted else { continue }
            if let next = specialized(position, kind) {
                open.append(next)
            } else {
                let branch = program.branches[Int(position)]
                open += [branch.onTrue, branch.onFalse]
            }
        }
        return found
    }

    /// Where a branch leads to, if the kind of the event decides that.
    private mutating func specialized(
        _ position: Int32,
        _ kind: EventKind
    ) -> Int32? {
        let branch = program.branches[Int(position)]
        guard kind.decides(program.tests[Int(branch.test)].decider) else { return nil }
        return answer(Int(branch.test)) ? branch.onTrue : branch.onFalse
    }

    /// Whether a rule's logic comes to accept, from a branch on.
    @inline(__always)
    private mutating func holds(
        _ entry: Int32,
        _ branches: [Branch]
    ) -> Bool {
        var position = entry
        while position >= 0 {
            let branch = branches[Int(position)]
            position =
                answer(Int(branch.test)) ? branch.onTrue : branch.onFalse
        }
        return position == Branch.accept
    }
}

extension EventKind.Reading {
    init(_ event: Event) {
        switch event.boolean(.readOnly) {
        case true?: self = .isTrue
        case false?: self = .isFalse
        case nil: self = event.hasKey(.readOnly) ? .other : .nothing
        }
    }
}

extension Event {
    /// Whether nothing in the record indicates a failure; a login's response may.
    fileprivate var isClean: Bool {
        !hasKey(.errorCode) && !hasKey(.errorMessage) && !hasText(.eventName, "ConsoleLogin")
    }
}
