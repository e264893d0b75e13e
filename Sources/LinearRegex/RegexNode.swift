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

/// A condition on the place between two characters.
enum RegexAssertion: UInt8, Sendable {
    /// `\A`, and `^` by default.
    case textStart
    /// `^` of the option `m`.
    case lineStart
    /// `\z`.
    case textEnd
    /// `\Z`, and `$` by default: the end, or before a newline there.
    case lastLineEnd
    /// `$` of the option `m`.
    case lineEnd
    /// `\b`.
    case wordBoundary
    /// `\B`.
    case noWordBoundary

    func holds(after previous: RegexNeighbour, before next: RegexNeighbour) -> Bool {
        switch self {
        case .textStart: previous == .edge
        // As in PCRE, no line starts after a newline that ends the text.
        case .lineStart: previous == .edge || (previous == .newline && next != .edge)
        case .textEnd: next == .edge
        case .lastLineEnd: next == .edge || next == .lastNewline
        case .lineEnd: next == .edge || next == .lastNewline || next == .newline
        case .wordBoundary: (previous == .word) != (next == .word)
        case .noWordBoundary: (previous == .word) == (next == .word)
        }
    }
}

/// What is next to a place, as far as assertions distinguish it.
enum RegexNeighbour: Int32, Sendable {
    /// Nothing: the text begins or ends here.
    case edge
    /// A newline that ends the text. Only for what comes next.
    case lastNewline
    case newline
    case word
    case other
}

extension RegexNode {
    /// Rejects possessive quantifiers that do not match the same as greedy ones.
    ///
    /// A possessive quantifier gives nothing back. Where what follows cannot begin with a character
    /// that it consumed, giving back would not help, so greedy is the same. Anything else depends
    /// on backtracking, or rather its absence, which an automaton does not know.
    func checkPossession() throws(RegexFault) {
        if case .alternatives(let branches) = self {
            for branch in branches { try branch.checkPossession(isWhole: true) }
        } else {
            try checkPossession(isWhole: true)
        }
    }

    /// - parameter isWhole: Whether the match is complete after this node.
    fileprivate func checkPossession(isWhole: Bool) throws(RegexFault) {
        switch self {
        case .empty, .set, .assertion: return
        case .sequence(let nodes):
            for (index, node) in nodes.enumerated() {
                if case .repetition(let repetition) = node {
                    try repetition.check(followedBy: nodes[(index + 1)...], isWhole: isWhole)
                } else {
                    try node.checkPossession(isWhole: false)
                }
            }
        case .alternatives(let branches):
            for branch in branches { try branch.checkPossession(isWhole: false) }
        case .repetition(let repetition): try repetition.check(followedBy: [], isWhole: isWhole)
        }
    }

    /// What the node's matches can begin with, and whether it can match nothing.
    var beginning: (scalars: ScalarSet, isOptional: Bool) {
        switch self {
        case .empty, .assertion: return (ScalarSet(), true)
        case .set(let set): return (set, false)
        case .sequence(let nodes):
            var scalars = ScalarSet()
            for node in nodes {
                let beginning = node.beginning
                scalars = scalars.union(beginning.scalars)
                if !beginning.isOptional { return (scalars, false) }
            }
            return (scalars, true)
        case .alternatives(let branches):
            let beginnings = branches.map(\.beginning)
            return (
                beginnings.reduce(ScalarSet()) { $0.union($1.scalars) },
                beginnings.contains { $0.isOptional }
            )
        case .repetition(let repetition):
            let beginning = repetition.node.beginning
            return (beginning.scalars, beginning.isOptional || repetition.minimum == 0)
        }
    }
}

extension RegexRepetition {
    fileprivate func check(
        followedBy rest: ArraySlice<RegexNode>,
        isWhole: Bool
    ) throws(RegexFault) {
        if let offset = possessiveOffset {
            guard case .set(let consumed) = node, keepsAll(of: consumed, before: rest, isWhole)
            else {
                throw RegexFault(.possessive, at: offset)
            }
        }
        if case .set = node { return }
        // The repeated node may follow itself.
        try RegexNode.sequence([node]).checkPossession(isWhole: false)
    }

    /// Whether nothing that follows could use what was consumed.
    private func keepsAll(
        of consumed: ScalarSet,
        before rest: ArraySlice<RegexNode>,
        _ isWhole: Bool
    ) -> Bool {
        for node in rest {
            if case .assertion(let assertion) = node {
                return assertion.fails(inside: consumed, afterOne: minimum > 0)
            }
            let beginning = node.beginning
            guard beginning.scalars.isDisjoint(with: consumed) else { return false }
            if !beginning.isOptional { return true }
        }
        return isWhole
    }
}

extension RegexAssertion {
    /// Whether it never holds before a scalar of a set (and after one, with `afterOne`).
    fileprivate func fails(inside set: ScalarSet, afterOne: Bool) -> Bool {
        switch self {
        case .textEnd: true
        case .lastLineEnd, .lineEnd: !set.contains(0x0A)
        case .wordBoundary:
            afterOne
                && (set.isDisjoint(with: .words) || set.isDisjoint(with: ScalarSet.words.inverted))
        case .textStart, .lineStart, .noWordBoundary: false
        }
    }
}
