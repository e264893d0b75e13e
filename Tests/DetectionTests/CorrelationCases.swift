import AuditTestSupport
import Basics

@testable import Detection

/// Small random correlations and hits, where windows, equal times and events of several rules are
/// common.
struct CorrelationCases {
    private var random: SeededRandom

    init(seed: Int) { random = SeededRandom(seed: seed) }

    mutating func definition(_ kind: CorrelationKind) throws -> CorrelationDefinition {
        let rules = Int.random(in: 1...4, using: &random)
        let condition =
            kind.isTemporal && Bool.random(using: &random) ? condition(kind, rules) : nil
        return try CorrelationDefinition(
            kind: kind,
            ruleCount: rules,
            groupBy: ["u"],
            timespan: Int64.random(in: 0...8, using: &random),
            fields: kind == .valueCount ? ["v", "w"] : kind.measuresField ? ["v"] : [],
            bounds: kind == .temporalOrdered || condition != nil ? [] : bounds(kind),
            percentile: kind == .valuePercentile
                ? Double(Int.random(in: 0...100, using: &random)) : nil,
            condition: condition
        )
    }

    private mutating func condition(_ kind: CorrelationKind, _ rules: Int) -> TemporalCondition {
        let wanted = Int.random(in: 1...rules, using: &random)
        let isOpen = kind == .temporal && wanted > 1 && Bool.random(using: &random)
        return TemporalCondition(
            clauses: isOpen ? [[0], Array(1..<wanted)] : (0..<wanted).map { [$0] },
            firstExcluded: wanted
        )
    }

    private mutating func bounds(_ kind: CorrelationKind) -> [CorrelationBound] {
        if kind == .temporal, Bool.random(using: &random) { return [] }
        let comparisons = CorrelationBound.Comparison.allCases
        return (0..<Int.random(in: 1...2, using: &random)).map { _ in
            let value = Double(Int.random(in: 0...5, using: &random))
            return CorrelationBound(comparisons.randomElement(using: &random) ?? .gte, value)
        }
    }

    /// Hits of up to nine events, in no order.
    mutating func hits(_ definition: CorrelationDefinition, events: Int = 9) -> [CorrelationHit] {
        let span = Int64.random(in: 1...24, using: &random)
        var hits: [CorrelationHit] = []
        for number in 0..<Int.random(in: 0...events, using: &random) {
            let time = EventTime(seconds: 1_000 + Int64.random(in: 0...span, using: &random))
            let values = values(definition)
            for rule in 0..<definition.ruleCount
            where rule == number % definition.ruleCount
                || Int.random(in: 0..<4, using: &random) == 0
            {
                hits.append(
                    CorrelationHit(time: time, id: .event("e\(number)"), rule: rule, values: values)
                )
            }
        }
        return hits.shuffled(using: &random)
    }

    mutating func values(_ definition: CorrelationDefinition) -> [[String]] {
        guard definition.kind.measuresField else { return [] }
        return (0..<Int.random(in: 0...2, using: &random)).map { _ in
            definition.fields.map { _ in
                definition.kind == .valueCount || Int.random(in: 0..<8, using: &random) > 0
                    ? String(Int.random(in: -2...6, using: &random)) : "none"
            }
        }
    }

    mutating func shuffled<T>(_ values: [T]) -> [T] { values.shuffled(using: &random) }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }
}

extension CorrelationDefinition {
    /// What a window finds in hits of one group.
    func results(
        _ hits: [CorrelationHit],
        group: [String] = [],
        limits: CorrelationLimits = CorrelationLimits()
    ) -> [CorrelationResult] {
        var window = CorrelationWindow(self, group: group, limits: limits)
        var results: [CorrelationResult] = []
        for hit in hits.sorted(by: { $0.time < $1.time }) { window.add(hit) { results.append($0) } }
        window.finish { results.append($0) }
        return results
    }
}
