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
