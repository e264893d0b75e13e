import Basics

/// Which of its rules a temporal correlation asks for, where that is not simply all of them.
///
/// Such as `create and (attach or login) and not approved`. What `not` excludes counts in both
/// directions: a hit counts only where no excluded rule matched within the timespan before it or
/// after it.
package struct TemporalCondition: Hashable, Sendable {
    /// Of each of these one rule must be seen; rules are positions in the correlation's list.
    let clauses: [[Int]]
    /// The excluded rules are those from here on.
    let firstExcluded: Int

    /// Whether rules that were seen are enough.
    func isMet(by hasSeen: (Int) -> Bool) -> Bool {
        clauses.allSatisfy { $0.contains(where: hasSeen) }
    }

    /// Whether it asks for each of its rules.
    var asksForAll: Bool { clauses.allSatisfy { $0.count == 1 } }
}

/// Reads the condition of a temporal correlation: rules, `and`, `or`, `1 of`, `all of`, and `not`
/// before what must not be seen.
struct TemporalConditionReader {
    /// The rules as the correlation lists them; empty where it leaves that to the condition.
    private let listed: [String]
    /// What must be seen, in the order in which it is listed or named.
    private(set) var wanted: [String] = []
    private(set) var excluded: [String] = []
    private(set) var clauses: [[Int]] = []

    init(_ text: String, listed: [String]) throws(RuleFault) {
        self.listed = listed
        let condition = try ConditionParser.parse(text)
        var positive: [Condition] = []
        for part in Self.conjuncts(condition) {
            guard case .not(let inner) = part else {
                positive.append(part)
                continue
            }
            for name in try names(in: inner, excluding: true) where !excluded.contains(name) {
                excluded.append(name)
            }
        }
        guard !positive.isEmpty else {
            throw RuleFault("the condition only excludes rules; name one that must be seen")
        }
        let named = try names(in: .and(positive), excluding: false)
        wanted = listed.isEmpty ? [] : listed.filter(named.contains)
        for name in named where !wanted.contains(name) { wanted.append(name) }
        if let both = wanted.first(where: excluded.contains) {
            throw RuleFault("the condition both asks for \(both.quoted) and excludes it")
        }
        if let unused = listed.first(where: { !wanted.contains($0) && !excluded.contains($0) }) {
            throw RuleFault("the condition does not name \(unused.quoted), one of the rules")
        }
        clauses = try clauses(.and(positive))
    }

    /// `(a and b) or (c and d) or …` becomes a product of its parts.
    private static let clauseLimit = 256

    private static func conjuncts(_ condition: Condition) -> [Condition] {
        guard case .and(let parts) = condition else { return [condition] }
        return parts.flatMap(conjuncts)
    }

    /// The rules that a part without `not` names, each once.
    private func names(in condition: Condition, excluding: Bool) throws(RuleFault) -> [String] {
        switch condition {
        case .identifier(let name):
            guard listed.isEmpty || listed.contains(name) else {
                let hint = NearestName.hint(name, among: listed)
                throw RuleFault("\(name.quoted) is not one of the correlation's rules\(hint)")
            }
            return [name]
        case .anyOf(let pattern): return try matching(pattern)
        case .allOf(let pattern) where !excluding: return try matching(pattern)
        case .or(let parts): return try names(in: parts, excluding)
        case .and(let parts) where !excluding: return try names(in: parts, excluding)
        case .and, .allOf:
            throw RuleFault("'not' excludes each of its rules; write 'not (a or b)'")
        case .not:
            throw RuleFault("'not' belongs before a rule, joined by and: 'a and not b'")
        }
    }

    private func names(
        in parts: [Condition],
        _ excluding: Bool
    ) throws(RuleFault) -> [String] {
        var names: [String] = []
        for part in parts {
            for name in try self.names(in: part, excluding: excluding) where !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }

    private func matching(_ pattern: String) throws(RuleFault) -> [String] {
        let names = listed.filter(IdentifierPattern(pattern).matches)
        guard names.isEmpty else { return names }
        throw RuleFault("\(pattern.quoted) matches none of the correlation's rules")
    }

    private func clauses(_ condition: Condition) throws(RuleFault) -> [[Int]] {
        switch condition {
        case .identifier(let name): return [[wanted.firstIndex(of: name) ?? 0]]
        case .anyOf(let pattern): return [try rules(pattern)]
        case .allOf(let pattern): return try rules(pattern).map { [$0] }
        case .not(let part): return try clauses(part)
        case .and(let parts):
            var clauses: [[Int]] = []
            for part in parts { clauses += try self.clauses(part) }
            return clauses
        case .or(let parts):
            var product: [[Int]] = [[]]
            for part in parts {
                let clauses = try clauses(part)
                guard product.count * clauses.count <= Self.clauseLimit else {
                    throw RuleFault("the condition has too many alternatives; use several rules")
                }
                product = product.flatMap { one in
                    clauses.map { other in one + other.filter { !one.contains($0) } }
                }
            }
            return product
        }
    }

    private func rules(_ pattern: String) throws(RuleFault) -> [Int] {
        try matching(pattern).compactMap(wanted.firstIndex)
    }
}

extension CorrelationDefinition {
    /// The rules that are counted.
    var wantedRules: Range<Int> { 0..<(condition?.firstExcluded ?? ruleCount) }

    /// The rules that must not match near those that are counted.
    package var excludedRules: Range<Int> { wantedRules.upperBound..<ruleCount }

    /// For how long before and after a new event the windows may be other ones than before.
    package var reach: (before: Int64, after: Int64) {
        excludedRules.isEmpty ? (0, timespan) : (timespan, 2 * timespan)
    }
}
