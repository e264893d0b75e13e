import SecurityArchitecture

/// Replaces the identifiers of a condition by what they stand for.
struct ConditionResolver {
    /// Tests that one rule may come to; `1 of them` many times over many selections would be more.
    private static let testLimit = 20_000

    let selections: [Selection]
    private(set) var tests = 0
    /// The identifiers that conditions have used.
    private(set) var used: Set<String> = []
    private let positions: [String: Int]

    init(_ selections: [Selection]) {
        self.selections = selections
        positions = Dictionary(
            selections.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    mutating func resolve(_ condition: Condition) throws(RuleFault) -> Expression {
        switch condition {
        case .or(let parts): return .any(try resolve(parts))
        case .and(let parts): return .all(try resolve(parts))
        case .not(let part): return .not(try resolve(part))
        case .identifier(let name):
            guard let position = positions[name] else {
                let hint = NearestName.hint(name, among: selections.map(\.name))
                throw RuleFault("the condition names \(name.quoted), which is no selection\(hint)")
            }
            return try use(selections[position])
        case .anyOf(let pattern): return .any(try expand(pattern))
        case .allOf(let pattern): return .all(try expand(pattern))
        }
    }

    private mutating func resolve(_ parts: [Condition]) throws(RuleFault) -> [Expression] {
        var expressions: [Expression] = []
        for part in parts { expressions.append(try resolve(part)) }
        return expressions
    }

    private mutating func expand(_ pattern: String) throws(RuleFault) -> [Expression] {
        let identifiers = IdentifierPattern(pattern)
        let matching = selections.filter { identifiers.matches($0.name) }
        guard !matching.isEmpty else {
            let hint = NearestName.hint(pattern, among: selections.map(\.name))
            throw RuleFault("\(pattern.quoted) matches no selection\(hint)")
        }
        var expressions: [Expression] = []
        for selection in matching { expressions.append(try use(selection)) }
        return expressions
    }

    private mutating func use(_ selection: Selection) throws(RuleFault) -> Expression {
        used.insert(selection.name)
        tests += selection.tests
        guard tests <= Self.testLimit else {
            throw RuleFault("the condition comes to more than \(Self.testLimit) tests")
        }
        return selection.expression
    }
}
