/// A set of rules, compiled: what every worker's matcher shares.
///
/// For example:
///
/// ```swift
/// let program = RuleProgram(RuleLoader().load(paths: ["Queries/alerts"]))
/// let matcher = RuleMatcher(program)          // one for each worker
/// for rule in matcher.matches(event, facts: { classifier.facts(for: event) }) {
///     print(program.rules[rule].header.title)
/// }
/// ```
///
/// Rules that are about other logs than CloudTrail's are left out, and filters are applied.
/// Equal tests of different rules become one.
///
/// - complexity: O(n) in the tests of the rules, for making and for memory.
public struct RuleProgram: Sendable {
    /// The rules, in the order of the set; matches are given as positions among them.
    public let rules: [ProgramRule]

    /// The correlations, in the order of the set.
    public let correlations: [ProgramCorrelation]

    /// The fields that tests ask for.
    let fields: [ProgramField]
    /// The distinct tests.
    let tests: [ProgramTest]
    /// The logic of all rules, one after another.
    let branches: [Branch]
    /// Where each rule's logic begins.
    let entries: [Int32]
    /// The fields that tell the alerts of each rule apart.
    let alertFields: [FieldTuple]
    /// The fields of all tuples.
    let tupleFields: Set<Int>
    /// How many different tuples there are.
    let tupleCount: Int
    /// What correlations want to know of the events that rules match.
    let observers: ObserverTable
    /// The keywords that rules look for anywhere in an event.
    let keywords: KeywordSearch
    /// Which rules an event can match at all.
    let index: CandidateIndex

    /// Compiles a set of rules.
    ///
    /// What a correlation refers to is in the program though it is not wanted for itself; then
    /// it raises no alerts.
    ///
    /// - parameters:
    ///   - set: The rules.
    ///   - isIncluded: Whether a rule or correlation is wanted; all are, unless told.
    public init(_ set: RuleSet, where isIncluded: (RuleHeader) -> Bool = { _ in true }) {
        let selection = ProgramSelection(set, where: isIncluded)
        var compiler = ProgramCompiler()
        for rule in selection.rules { compiler.add(rule.rule.expression(with: rule.filters)) }
        self.init(compiler, selection)
    }

    /// Compiles logic that belongs to no rules, such as the parts of one.
    init(expressions: [Expression]) {
        var compiler = ProgramCompiler()
        for expression in expressions { compiler.add(expression) }
        self.init(compiler, nil)
    }

    private init(_ compiled: ProgramCompiler, _ selection: ProgramSelection?) {
        var compiler = compiled
        alertFields = (selection?.rules ?? []).map {
            compiler.addTuple($0.header.alert.groupBy)
        }
        rules = selection?.rules ?? []
        correlations = selection?.correlations ?? []
        observers = ObserverTable(&compiler, correlations, rules: rules.count)
        fields = compiler.fields
        tests = compiler.tests
        branches = compiler.branches
        entries = compiler.entries
        keywords = KeywordSearch(compiler.tests)
        index = CandidateIndex(compiler)
        tupleFields = compiler.tupleFields
        tupleCount = compiler.tupleCount
    }
}

extension SigmaRule {
    /// The rule's logic with what filters add to it.
    func expression(with filters: [SigmaFilter]) -> Expression {
        let own = expressions.count == 1 ? expressions[0] : Expression.any(expressions)
        return filters.isEmpty ? own : .all([own] + filters.map(\.expression))
    }
}
