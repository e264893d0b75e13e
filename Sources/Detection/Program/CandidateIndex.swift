/// Which rules an event can match, by its eventSource and eventName, or by the value of a field.
struct CandidateIndex: Sendable {
    /// Rules that need one of some names.
    private(set) var byName: [String: [Int32]] = [:]
    /// Rules that need one of some sources, whatever the name.
    private(set) var bySource: [String: [Int32]] = [:]
    /// Rules that need neither, but one of some tests that plans mostly settle.
    private(set) var settled: [Int32] = []
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
                    settled.append(rule)
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
        return (pinned + settled + always).sorted()
    }
}
