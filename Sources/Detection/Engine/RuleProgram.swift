/// A set of rules, compiled: what every worker's matcher shares.
///
/// For example:
///
/// ```swift
/// let program = RuleProgram(RuleLoader().load(paths: ["Queries/alerts"]))
/// let matcher = RuleMatcher(program)          // one for each worker
/// for rule in matcher.matches(event) {
///     print(program.rules[rule].header.title)
/// }
/// ```
///
/// Rules that are about other logs than CloudTrail's are left out, and filters are applied.
/// Equal tests of different rules become one.
///
/// - complexity: O(n) in the tests of the rules, for making and for memory.
package struct RuleProgram: Sendable {
    /// The rules, in the order of the set; matches are given as positions among them.
    package let rules: [ProgramRule]

    /// The correlations, in the order of the set.
    package let correlations: [ProgramCorrelation]

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
    ///   - isIncluded: Whether a rule or correlation is wanted; by default all are.
    package init(_ set: RuleSet, where isIncluded: (RuleHeader) -> Bool = { _ in true }) {
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

extension RuleProgram {
    /// The rules whose events a correlation gets, those behind other correlations included.
    package func rules(behind correlation: Int) -> [ProgramRule] {
        correlations[correlation].references.flatMap { reference -> [ProgramRule] in
            switch reference {
            case .rule(let rule): [rules[rule]]
            case .correlation(let other): rules(behind: other)
            case .nothing: []
            }
        }
    }

    /// The titles of what a correlation refers to, in its order.
    package func titles(referredToBy correlation: Int) -> [String] {
        correlations[correlation].references.compactMap { reference in
            switch reference {
            case .rule(let rule): rules[rule].header.displayTitle
            case .correlation(let other): correlations[other].header.displayTitle
            case .nothing: nil
            }
        }
    }

    /// The correlations that refer to another, each with its position among the rules they refer
    /// to.
    package func parents(of correlation: Int) -> [(correlation: Int, place: Int)] {
        correlations.indices.flatMap { parent in
            correlations[parent].references.enumerated()
                .filter { $0.element == .correlation(correlation) }
                .map { (parent, $0.offset) }
        }
    }

    /// The correlations with each behind those that it refers to.
    package var evaluationOrder: [Int] {
        var order: [Int] = []
        var isDone = Array(repeating: false, count: correlations.count)
        func visit(_ index: Int) {
            guard !isDone[index] else { return }
            isDone[index] = true
            for case .correlation(let other) in correlations[index].references { visit(other) }
            order.append(index)
        }
        for index in correlations.indices { visit(index) }
        return order
    }

    /// Whether a correlation gets events from others.
    package func refersToCorrelations(_ correlation: Int) -> Bool {
        correlations[correlation].references.contains { reference in
            if case .correlation = reference { return true }
            return false
        }
    }

    /// The group that an alert of a correlation joins in another, and what is measured in it.
    ///
    /// An alert has the group-by fields of its correlation, and no others.
    ///
    /// - parameters:
    ///   - group: The group of the alert.
    ///   - child: The alert's correlation.
    ///   - parent: The other.
    ///   - place: The position of the first among the rules that the other refers to.
    /// - returns: nil where the alert lacks a field that the other groups by.
    package func join(
        _ group: [String],
        of child: Int,
        in parent: Int,
        at place: Int
    ) -> (group: [String], values: [[String]])? {
        let names = correlations[child].correlation.definition.groupBy
        func tuple(_ fields: [String]) -> [String]? {
            var texts: [String] = []
            for field in fields {
                guard let index = names.firstIndex(of: field), index < group.count else {
                    return nil
                }
                texts.append(group[index])
            }
            return texts
        }
        let correlation = correlations[parent].correlation
        guard let joined = tuple(correlation.groupFields[place]) else { return nil }
        let measured = correlation.measuredFields[place]
        return (joined, measured.isEmpty ? [] : tuple(measured).map { [$0] } ?? [])
    }
}
