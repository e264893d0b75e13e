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

/// What a place between two characters must be.
enum RegexAssertion: UInt8, Sendable {
    /// `\A`, and `^` as a rule.
    case textStart
    /// `^` of the option `m`.
    case lineStart
    /// `\z`.
    case textEnd
    /// `\Z`, and `$` as a rule: the end, or before a newline there.
    case lastLineEnd
    /// `$` of the option `m`.
    case lineEnd
    /// `\b`.
    case wordBoundary
    /// `\B`.
    case noWordBoundary

    /// Whether the place between two neighbours is such a place.
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

/// What stands beside a place, as far as assertions can tell.
enum RegexNeighbour: Int32, Sendable {
    /// Nothing: the text begins or ends here.
    case edge
    /// A newline that ends the text. Only what comes next is told apart so.
    case lastNewline
    case newline
    case word
    case other
}

extension RegexNode {
    /// Rejects possessive quantifiers that do not match the same as greedy ones.
    ///
    /// A possessive quantifier gives nothing back. Where what follows cannot begin with what was
    /// taken, giving back would not help, so nothing changes. Everything else needs going back to
    /// be told apart, or rather not going back, which an automaton does not know.
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
            guard case .set(let taken) = node, keepsAll(of: taken, before: rest, isWhole) else {
                throw RegexFault(.possessive, at: offset)
            }
        }
        if case .set = node { return }
        // What a repetition holds is followed by itself again.
        try RegexNode.sequence([node]).checkPossession(isWhole: false)
    }

    /// Whether nothing that follows could use what was taken.
    private func keepsAll(
        of taken: ScalarSet,
        before rest: ArraySlice<RegexNode>,
        _ isWhole: Bool
    ) -> Bool {
        for node in rest {
            if case .assertion(let assertion) = node {
                return assertion.fails(inside: taken, afterOne: minimum > 0)
            }
            let beginning = node.beginning
            guard beginning.scalars.isDisjoint(with: taken) else { return false }
            if !beginning.isOptional { return true }
        }
        return isWhole
    }
}

extension RegexAssertion {
    /// Whether it holds at no place before a scalar of a set, and after one if so told.
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
