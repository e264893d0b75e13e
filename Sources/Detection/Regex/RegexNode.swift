/// A parsed pattern.
indirect enum RegexNode {
    case empty
    case set(ScalarSet)
    case assertion(RegexAssertion)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    case repetition(RegexRepetition)

    /// How many instructions the node compiles to.
    var size: Int {
        switch self {
        case .empty: 0
        case .set, .assertion: 1
        case .sequence(let nodes): nodes.reduce(0) { $0 + $1.size }
        case .alternatives(let nodes): nodes.reduce(nodes.count - 1) { $0 + $1.size }
        case .repetition(let repetition): repetition.size
        }
    }
}
