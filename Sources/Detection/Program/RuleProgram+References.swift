extension RuleProgram {
    /// The rules whose events a correlation gets, those behind other correlations included.
    public func rules(behind correlation: Int) -> [ProgramRule] {
        correlations[correlation].references.flatMap { reference -> [ProgramRule] in
            switch reference {
            case .rule(let rule): [rules[rule]]
            case .correlation(let other): rules(behind: other)
            case .nothing: []
            }
        }
    }

    /// The titles of what a correlation refers to, in its order.
    public func titles(referredToBy correlation: Int) -> [String] {
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
    public func parents(of correlation: Int) -> [(correlation: Int, place: Int)] {
        correlations.indices.flatMap { parent in
            correlations[parent].references.enumerated()
                .filter { $0.element == .correlation(correlation) }
                .map { (parent, $0.offset) }
        }
    }

    /// The correlations with each behind those that it refers to.
    public var evaluationOrder: [Int] {
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
    public func refersToCorrelations(_ correlation: Int) -> Bool {
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
    public func join(
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
