/// Compiles the logic of rules into branches over distinct tests.
///
/// Each leaf becomes one branch that knows where to go when its test holds and when not, so that
/// matching needs neither a stack nor a tree.
struct ProgramCompiler {
    private(set) var fields: [ProgramField] = []
    private(set) var tests: [ProgramTest] = []
    private(set) var branches: [Branch] = []
    private(set) var entries: [Int32] = []
    /// What eventSource and eventName must be for each rule to match.
    private(set) var pins: [ActionPins] = []
    /// Tests of which each rule needs at least one to hold.
    private(set) var triggers: [[Int]?] = []

    private var tupleNumbers: [[Int]: Int32] = [:]
    private var fieldNumbers: [String: Int] = [:]
    private var testNumbers: [FieldTest: Int] = [:]

    /// Adds a rule.
    mutating func add(_ expression: Expression) {
        let ordered = expression.ordered.expression
        entries.append(emit(ordered, Branch.accept, Branch.reject))
        pins.append(ActionPins(ordered, isNegated: false))
        triggers.append(trigger(ordered, isNegated: false))
    }

    /// Adds fields whose values belong together.
    mutating func addTuple(_ names: [String]) -> FieldTuple {
        let fields = names.map { number(ofField: $0) }
        let known = tupleNumbers[fields] ?? Int32(tupleNumbers.count)
        tupleNumbers[fields] = known
        return FieldTuple(fields: fields, number: known)
    }

    /// How many different tuples there are.
    var tupleCount: Int { tupleNumbers.count }

    /// The fields that are in some tuple.
    var tupleFields: Set<Int> { Set(tupleNumbers.keys.joined()) }

    private mutating func emit(
        _ expression: Expression,
        _ onTrue: Int32,
        _ onFalse: Int32
    ) -> Int32 {
        switch expression {
        case .not(let part): return emit(part, onFalse, onTrue)
        case .all(let parts):
            return parts.reversed().reduce(onTrue) { emit($1, $0, onFalse) }
        case .any(let parts):
            return parts.reversed().reduce(onFalse) { emit($1, onTrue, $0) }
        case .test(let test):
            branches.append(
                Branch(test: Int32(number(of: test)), onTrue: onTrue, onFalse: onFalse)
            )
            return Int32(branches.count - 1)
        }
    }

    private mutating func number(of test: FieldTest) -> Int {
        if let known = testNumbers[test] { return known }
        var field = -1
        if case .field(let name) = test.subject { field = number(ofField: name) }
        var other = -1
        if case .reference(let name, _) = test.matcher { other = number(ofField: name) }
        tests.append(
            ProgramTest(
                field: field,
                other: other,
                matcher: test.matcher,
                decider: other < 0 && field >= 0 ? fields[field].decider : .event,
                isKeyword: field < 0 && KeywordSearch.keyword(of: test.matcher) != nil,
                isMemorable: other < 0 && field >= 0 && test.matcher.isMemorable
            )
        )
        testNumbers[test] = tests.count - 1
        return tests.count - 1
    }

    private mutating func number(ofField name: String) -> Int {
        if let known = fieldNumbers[name] { return known }
        fields.append(ProgramField(name))
        fieldNumbers[name] = fields.count - 1
        return fields.count - 1
    }

    /// Tests of which at least one holds whenever the expression does; nil where there are none,
    /// such as for what matches by absence.
    private func trigger(_ expression: Expression, isNegated: Bool) -> [Int]? {
        switch expression {
        case .not(let part): return trigger(part, isNegated: !isNegated)
        case .test(let test):
            guard !isNegated, let number = testNumbers[test],
                tests[number].isMemorable || tests[number].isKeyword
            else { return nil }
            return [number]
        case .all(let parts) where !isNegated, .any(let parts) where isNegated:
            // One part's will do; the fewer fields must be looked at the better.
            return parts.compactMap { trigger($0, isNegated: isNegated) }
                .min { cost(of: $0) < cost(of: $1) }
        case .all(let parts), .any(let parts):
            var all: [Int] = []
            for part in parts {
                guard let tests = trigger(part, isNegated: isNegated) else { return nil }
                all += tests
            }
            return Array(Set(all)).sorted()
        }
    }

    private func cost(of trigger: [Int]) -> Int {
        Set(trigger.map { tests[$0].field }).reduce(0) { sum, field in
            sum + (field < 0 ? 8 : fields[field].fact == nil ? 1 : 4)
        }
    }
}

extension FieldTest.Matcher {
    /// Whether the answer for a value is worth remembering: presence is as quickly tested again.
    var isMemorable: Bool {
        switch self {
        case .exists, .null, .reference: false
        default: true
        }
    }
}
