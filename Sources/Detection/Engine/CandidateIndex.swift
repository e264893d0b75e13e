import CloudTrail

/// Which rules an event can match, by its eventSource and eventName, or by the value of a field.
struct CandidateIndex: Sendable {
    /// Rules that need one of some names.
    private(set) var byName: [String: [Int32]] = [:]
    /// Rules that need one of some sources, whatever the name.
    private(set) var bySource: [String: [Int32]] = [:]
    /// Rules that need neither, but one of some tests that plans mostly answer.
    private(set) var specialized: [Int32] = []
    /// Rules of which nothing is known to need to hold.
    private(set) var always: [Int32] = []
    /// The fields whose values decide about further rules.
    private(set) var triggers: [FieldTrigger] = []
    /// The tests of what callers are.
    private(set) var callerTests: [Int32] = []
    /// The memorable tests of each field.
    private(set) var memorable: [[Int32]] = []
    /// The index of each test among the memorable ones of its field, or -1.
    private(set) var slots: [Int32] = []

    /// The tests of one field that make rules candidates; field -1 is the message.
    struct FieldTrigger: Sendable {
        var field: Int
        /// A test and a rule that it makes a candidate.
        var rules: [(test: Int32, rule: Int32)]
    }

    init(_ compiler: ProgramCompiler) {
        memorable = Array(repeating: [], count: compiler.fields.count)
        slots = Array(repeating: -1, count: compiler.tests.count)
        for (number, test) in compiler.tests.enumerated() {
            if test.decider == .caller { callerTests.append(Int32(number)) }
            guard test.isMemorable, test.decider != .action else { continue }
            slots[number] = Int32(memorable[test.field].count)
            memorable[test.field].append(Int32(number))
        }
        var triggers: [Int: [(test: Int32, rule: Int32)]] = [:]
        for (rule, pins) in compiler.pins.enumerated() {
            let rule = Int32(rule)
            if let names = pins.names {
                for name in names { byName[name, default: []].append(rule) }
            } else if let sources = pins.sources {
                for source in sources { bySource[source, default: []].append(rule) }
            } else if let tests = compiler.triggers[Int(rule)] {
                guard tests.allSatisfy({ compiler.tests[$0].decider == .event }) else {
                    specialized.append(rule)
                    continue
                }
                for test in tests {
                    triggers[compiler.tests[test].field, default: []].append((Int32(test), rule))
                }
            } else {
                always.append(rule)
            }
        }
        self.triggers = triggers.sorted { $0.key < $1.key }
            .map { FieldTrigger(field: $0.key, rules: $0.value) }
    }

    /// The rules that an action leaves possible, in their order; those of triggers apart.
    func candidates(source: String, name: String) -> [Int32] {
        let pinned = (byName[name] ?? []) + (bySource[source] ?? [])
        return (pinned + specialized + always).sorted()
    }
}

/// One text of a field that tests are put to.
struct Candidate {
    /// What it is in the record; an object's texts are of kind object.
    var kind: JSONKind
    /// Where its text lies among the texts of the event.
    var text: Range<Int>
    /// Whether it is the second text of an object, in which strings are left raw.
    var isRaw = false
    /// Where its folded text lies, once a test has asked for it.
    var folded: Range<Int>?
}

/// What is known of a field of the event at hand.
struct FieldState {
    /// The event that `nodes` is about.
    var generation: UInt32 = 0
    var nodes: Range<Int> = 0..<0
    /// The event that `candidates` is about.
    var candidateGeneration: UInt32 = 0
    var candidates: Range<Int> = 0..<0
    /// The event that `value` is about.
    var valueGeneration: UInt32 = 0
    /// The number of the field's value in its cache, or -1.
    var value: Int32 = -1
}

/// What eventSource and eventName must be for an expression to hold.
///
/// It only ever says too little: nil means anything. It applies to events in which the two are
/// plain texts; for others every rule is a candidate.
struct ActionPins {
    /// Folded names of sources; nil for any.
    var sources: Set<String>?
    /// Folded names of events; nil for any.
    var names: Set<String>?

    private init(sources: Set<String>? = nil, names: Set<String>? = nil) {
        self.sources = sources
        self.names = names
    }

    init(_ expression: Expression, isNegated: Bool) {
        switch expression {
        case .not(let part): self.init(part, isNegated: !isNegated)
        case .test(let test): self = isNegated ? ActionPins() : ActionPins(test)
        case .all(let parts) where !isNegated, .any(let parts) where isNegated:
            self.init()
            for part in parts {
                let pins = ActionPins(part, isNegated: isNegated)
                sources = Self.both(sources, pins.sources)
                names = Self.both(names, pins.names)
            }
        case .all(let parts), .any(let parts):
            // Nothing at all holds for no event.
            self.init(sources: [], names: [])
            for part in parts {
                let pins = ActionPins(part, isNegated: isNegated)
                sources = Self.either(sources, pins.sources)
                names = Self.either(names, pins.names)
            }
        }
    }

    private init(_ test: FieldTest) {
        self.init()
        guard case .field(let field) = test.subject, case .text(let pattern) = test.matcher,
            let literal = pattern.literal
        else { return }
        let folded = CaseFolding.folded(String(decoding: literal, as: UTF8.self))
        switch field {
        case "eventSource": sources = [folded]
        case "eventName": names = [folded]
        default: break
        }
    }

    private static func both(_ left: Set<String>?, _ right: Set<String>?) -> Set<String>? {
        guard let left else { return right }
        guard let right else { return left }
        return left.intersection(right)
    }

    private static func either(_ left: Set<String>?, _ right: Set<String>?) -> Set<String>? {
        guard let left, let right else { return nil }
        return left.union(right)
    }
}

extension Expression {
    /// The same logic with what costs least asked first.
    var ordered: (expression: Expression, cost: Int) {
        switch self {
        case .test(let test): (self, test.cost)
        case .not(let part): (.not(part.ordered.expression), part.ordered.cost)
        case .all(let parts):
            Self.ordered(parts).map { (.all($0), $1) } ?? (self, 0)
        case .any(let parts):
            Self.ordered(parts).map { (.any($0), $1) } ?? (self, 0)
        }
    }

    private static func ordered(_ parts: [Expression]) -> (parts: [Expression], cost: Int)? {
        let ordered = parts.map(\.ordered)
        let sorted = ordered.enumerated().sorted {
            ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset)
        }
        return (sorted.map(\.element.expression), ordered.map(\.cost).max() ?? 0)
    }
}

extension Optional {
    fileprivate func map<A, B, R>(_ body: (A, B) -> R) -> R? where Wrapped == (parts: A, cost: B) {
        guard let self else { return nil }
        return body(self.parts, self.cost)
    }
}

extension FieldTest {
    /// Roughly what answering costs, for the order in which tests are asked.
    fileprivate var cost: Int {
        guard case .field(let name) = subject else { return 9 }
        if name == "eventSource" || name == "eventName" { return 0 }
        let isDerived = name.hasPrefix("audit.")
        switch matcher {
        case .exists, .null: return isDerived ? 5 : 1
        case .reference: return 6
        default: return isDerived ? 6 : name.contains(".") ? 3 : 2
        }
    }
}
