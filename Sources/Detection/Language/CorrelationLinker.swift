import Basics

/// Resolves the references of correlations: in their own file first, then in all.
struct CorrelationLinker {
    /// A correlation that waits for its references.
    struct Waiting {
        var draft: CorrelationDraft
        /// The rules of its own file.
        var rules: Range<Int>
        /// The number of its file.
        var file: Int
    }

    /// The longest chain of correlations that refer to one another.
    private static let chainLimit = 32

    private let rules: [SigmaRule]
    private let waiting: [Waiting]
    private let names: ReferenceNames
    private let replacements: Replacements
    /// Whether each correlation is still accepted.
    private var isAlive: [Bool]
    private var hints = 0

    init(_ rules: [SigmaRule], _ waiting: [Waiting], _ replacements: Replacements) {
        self.rules = rules
        self.replacements = replacements
        self.waiting = waiting
        names = ReferenceNames(rules.map(\.header), waiting.map(\.draft.header))
        isAlive = Array(repeating: true, count: waiting.count)
    }

    /// The correlations that could be linked, each with its position in `waiting`; problems go to
    /// the logs of the others.
    mutating func link() -> [(correlation: SigmaCorrelation, position: Int)] {
        let references = waiting.indices.map { resolve($0) }
        rejectCycles(references)
        var correlations: [SigmaCorrelation?] = []
        for index in waiting.indices {
            let correlation = isAlive[index] ? correlation(index, references[index]) : nil
            if correlation == nil { isAlive[index] = false }
            correlations.append(correlation)
        }
        rejectOrphans(references)
        var positions: [Int: Int] = [:]
        for index in waiting.indices where isAlive[index] { positions[index] = positions.count }
        return waiting.indices.compactMap { index in
            guard isAlive[index], let correlation = correlations[index] else { return nil }
            return (correlation.renumbered(positions), index)
        }
    }

    /// Rejects correlations that refer to a rejected one, up the chain.
    private mutating func rejectOrphans(_ references: [[SigmaCorrelation.Reference]]) {
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in waiting.indices where isAlive[index] {
                let place = references[index].firstIndex { reference in
                    guard case .correlation(let other) = reference else { return false }
                    return !isAlive[other]
                }
                guard let place else { continue }
                let rule = waiting[index].draft.allRules[place]
                rule.complain("\((rule.scalarText ?? "").quoted) failed to load")
                isAlive[index] = false
                hasChanged = true
            }
        }
    }

    private mutating func resolve(_ index: Int) -> [SigmaCorrelation.Reference] {
        var references: [SigmaCorrelation.Reference] = []
        for rule in waiting[index].draft.allRules {
            let text = rule.scalarText ?? ""
            guard let reference = reference(text, from: index) else {
                rule.complain(
                    "\(text.quoted) is not the id, name or title of a loaded rule"
                        + hint(text)
                )
                isAlive[index] = false
                return []
            }
            references.append(reference)
        }
        return references
    }

    /// The likely name; only for the first problems, as looking for it is expensive.
    private mutating func hint(_ text: String) -> String {
        hints += 1
        guard hints <= 20 else { return "" }
        let known = rules.prefix(1_000).flatMap { [$0.header.name ?? "", $0.header.title] }
        return NearestName.of(text, among: known).map { "; did you mean \($0.quoted)?" } ?? ""
    }

    private func reference(_ text: String, from index: Int) -> SigmaCorrelation.Reference? {
        let own = waiting[index]
        for isOwn in [true, false] {
            // The replacement of a document in its own file comes before others of that name.
            if !isOwn, own.draft.header.isBuiltin, let other = replacements.standIn(for: text) {
                return other
            }
            for kind in ReferenceNames.Kind.allCases {
                let rule = names.rules(kind, text).first { !isOwn || own.rules.contains($0) }
                if let rule { return .rule(rule) }
                let other = names.correlations(kind, text).first { other in
                    other != index && (!isOwn || waiting[other].file == own.file)
                }
                if let other { return .correlation(other) }
            }
        }
        return nil
    }

    private mutating func rejectCycles(_ references: [[SigmaCorrelation.Reference]]) {
        // 0 not visited, 1 on the way, 2 done.
        var states = Array(repeating: 0, count: waiting.count)
        var depths = Array(repeating: 1, count: waiting.count)
        for start in waiting.indices where states[start] == 0 {
            var path: [(index: Int, next: Int)] = [(start, 0)]
            states[start] = 1
            while let (index, next) = path.last {
                guard next < references[index].count else {
                    states[index] = 2
                    path.removeLast()
                    if let parent = path.last?.index {
                        depths[parent] = max(depths[parent], depths[index] + 1)
                    }
                    if depths[index] > Self.chainLimit {
                        waiting[index].draft.value.complain(
                            "is a chain of more than \(Self.chainLimit) correlations"
                        )
                        isAlive[index] = false
                    }
                    continue
                }
                path[path.count - 1].next += 1
                guard case .correlation(let other) = references[index][next] else { continue }
                if states[other] == 1 {
                    waiting[index].draft.allRules[next].complain("refers back to this correlation")
                    isAlive[index] = false
                } else if states[other] == 0 {
                    states[other] = 1
                    path.append((other, 0))
                } else {
                    depths[index] = max(depths[index], depths[other] + 1)
                }
            }
        }
    }

    private func header(_ reference: SigmaCorrelation.Reference) -> RuleHeader {
        switch reference {
        case .rule(let index): rules[index].header
        case .correlation(let index): waiting[index].draft.header
        }
    }

    private func correlation(
        _ index: Int,
        _ references: [SigmaCorrelation.Reference]
    ) -> SigmaCorrelation? {
        let draft = waiting[index].draft
        let names = draft.allRules.map { $0.scalarText ?? "" }
        let headers = references.map(header)
        for alias in draft.aliases {
            let isKnown = zip(names, headers).contains { name, header in
                name == alias.ruleName || header.isMeant(by: alias.ruleName)
            }
            guard isKnown else {
                alias.rule.complain(
                    "\(alias.ruleName.quoted) is not one of the correlation's rules"
                )
                return nil
            }
        }
        do {
            let definition = try CorrelationDefinition(
                kind: draft.kind,
                ruleCount: references.count,
                groupBy: draft.groupBy,
                timespan: draft.timespan,
                fields: draft.fields,
                bounds: draft.bounds,
                percentile: draft.percentile,
                anomaly: draft.anomaly,
                condition: draft.condition
            )
            return SigmaCorrelation(
                header: draft.header,
                definition: definition,
                references: references,
                generates: draft.generates,
                groupFields: zip(names, headers).map { name, header in
                    draft.groupBy.map { draft.field($0, of: header, named: name) }
                },
                measuredFields: zip(names, headers).map { name, header in
                    draft.fields.map { draft.field($0, of: header, named: name) }
                }
            )
        } catch {
            draft.value.complain("\(error)")
            return nil
        }
    }
}

extension SigmaCorrelation {
    /// The same, with correlations at their final positions.
    fileprivate func renumbered(_ positions: [Int: Int]) -> SigmaCorrelation {
        SigmaCorrelation(
            header: header,
            definition: definition,
            references: references.map { reference in
                guard case .correlation(let index) = reference else { return reference }
                return .correlation(positions[index] ?? 0)
            },
            generates: generates,
            groupFields: groupFields,
            measuredFields: measuredFields
        )
    }
}
