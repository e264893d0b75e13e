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

    /// The fields that tests ask for.
    let fields: [ProgramField]
    /// The distinct tests.
    let tests: [ProgramTest]
    /// The logic of all rules, one after another.
    let branches: [Branch]
    /// Where each rule's logic begins.
    let entries: [Int32]
    /// Which rules an event can match at all.
    let index: CandidateIndex

    /// Compiles a set of rules.
    ///
    /// - parameters:
    ///   - set: The rules.
    ///   - isIncluded: Whether a rule is wanted; all are, unless told.
    public init(_ set: RuleSet, where isIncluded: (SigmaRule) -> Bool = { _ in true }) {
        var compiler = ProgramCompiler()
        var rules: [ProgramRule] = []
        for rule in set.rules where rule.applies && isIncluded(rule) {
            let filters = set.filters.filter { $0.applies(to: rule) }
            compiler.add(rule.expression(with: filters))
            rules.append(ProgramRule(rule, filters: filters))
        }
        self.init(compiler, rules: rules)
    }

    /// Compiles logic that belongs to no rules, such as the parts of one.
    init(expressions: [Expression]) {
        var compiler = ProgramCompiler()
        for expression in expressions { compiler.add(expression) }
        self.init(compiler, rules: [])
    }

    private init(_ compiler: ProgramCompiler, rules: [ProgramRule]) {
        self.rules = rules
        fields = compiler.fields
        tests = compiler.tests
        branches = compiler.branches
        entries = compiler.entries
        index = CandidateIndex(compiler)
    }
}

extension SigmaRule {
    /// The rule's logic with what filters add to it.
    func expression(with filters: [SigmaFilter]) -> Expression {
        let own = expressions.count == 1 ? expressions[0] : Expression.any(expressions)
        return filters.isEmpty ? own : .all([own] + filters.map(\.expression))
    }
}
