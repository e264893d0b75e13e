import SecurityArchitecture

/// Which rules and correlations of a set a program has, and how they refer to each other.
struct ProgramSelection {
    private(set) var rules: [ProgramRule] = []
    private(set) var correlations: [ProgramCorrelation] = []

    init(_ set: RuleSet, where isIncluded: (RuleHeader) -> Bool) {
        var needed: Set<Int> = []
        var needsRule = set.rules.map { isIncluded($0.header) }
        var pending = set.correlations.indices.filter { isIncluded(set.correlations[$0].header) }
        // What a correlation refers to is looked at, though it may not be wanted for itself.
        while let index = pending.popLast() {
            guard needed.insert(index).inserted else { continue }
            for reference in set.correlations[index].references {
                switch reference {
                case .rule(let rule): needsRule[rule] = true
                case .correlation(let other): pending.append(other)
                }
            }
        }
        let silenced = Self.silenced(set, needed)
        var positions: [Int: Int] = [:]
        for (index, rule) in set.rules.enumerated() where needsRule[index] && rule.applies {
            positions[index] = rules.count
            rules.append(
                ProgramRule(
                    rule,
                    filters: set.filters.filter { $0.applies(to: rule) },
                    raisesAlerts: !silenced.contains(.rule(index)) && isIncluded(rule.header)
                )
            )
        }
        add(set, needed: needed.sorted(), positions, silenced, isIncluded)
    }

    private mutating func add(
        _ set: RuleSet,
        needed: [Int],
        _ positions: [Int: Int],
        _ silenced: Set<SigmaCorrelation.Reference>,
        _ isIncluded: (RuleHeader) -> Bool
    ) {
        let places = Dictionary(uniqueKeysWithValues: needed.enumerated().map { ($1, $0) })
        var hashes: [Int: String] = [:]
        for index in needed {
            let correlation = set.correlations[index]
            correlations.append(
                ProgramCorrelation(
                    correlation: correlation,
                    contentHash: hash(index, set, positions, &hashes),
                    raisesAlerts: !silenced.contains(.correlation(index))
                        && isIncluded(correlation.header),
                    references: correlation.references.map { reference in
                        switch reference {
                        case .rule(let rule):
                            positions[rule].map { .rule($0) } ?? .nothing
                        case .correlation(let other):
                            places[other].map { .correlation($0) } ?? .nothing
                        }
                    }
                )
            )
        }
    }

    private func hash(
        _ index: Int,
        _ set: RuleSet,
        _ positions: [Int: Int],
        _ known: inout [Int: String]
    ) -> String {
        if let hash = known[index] { return hash }
        var parts = [set.correlations[index].header.contentHash]
        for reference in set.correlations[index].references {
            switch reference {
            case .rule(let rule): parts.append(positions[rule].map { rules[$0].contentHash } ?? "")
            case .correlation(let other): parts.append(hash(other, set, positions, &known))
            }
        }
        let hash = YAMLDigest.combined(parts)
        known[index] = hash
        return hash
    }

    /// What raises no alerts of its own, since a correlation takes it up.
    private static func silenced(
        _ set: RuleSet,
        _ needed: Set<Int>
    ) -> Set<SigmaCorrelation.Reference> {
        var silenced: Set<SigmaCorrelation.Reference> = []
        for index in needed where !set.correlations[index].generates {
            silenced.formUnion(set.correlations[index].references)
        }
        return silenced
    }
}
