/// A named part of a rule's detection: what an identifier of its condition stands for.
struct Selection: Hashable, Sendable {
    /// One field of the selection, as it was written; what lint looks at.
    struct Item: Hashable, Sendable {
        /// The field's name; empty for keywords.
        var field: String
        var modifiers: [String]
        var values: [RuleValue]
        var line: Int
        var column: Int
        /// What the item means.
        var expression: Expression
    }

    var name: String
    var expression: Expression
    var items: [Item]
    var line: Int
    var column: Int

    /// The number of tests in the expression.
    var tests: Int { expression.tests }
}

extension Expression {
    /// The number of leaves.
    var tests: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(1) { $0 + $1.tests }
        case .not(let part): part.tests
        case .test: 1
        }
    }
}
