import CloudTrail
import SecurityArchitecture

/// What became of one test of a rule.
package struct RuleTestResult: Hashable, Sendable {
    package let test: RuleTestCase
    /// Why it failed; nil where it passed.
    package let failure: String?

    package var passed: Bool { failure == nil }
}

/// The results of the tests of one rule or correlation.
package struct RuleTestReport: Hashable, Sendable {
    package let header: RuleHeader
    /// The results, in the order of the file.
    package let results: [RuleTestResult]

    /// Whether there was nothing to run.
    package var isUntested: Bool { results.isEmpty }
    /// Whether all tests passed, and there were some.
    package var passed: Bool { !isUntested && results.allSatisfy(\.passed) }
}

/// Explains why a rule matches an event or not: which selections hold, and at which field the
/// others fail.
struct RuleExplanation {
    private let rule: SigmaRule
    private let program: RuleProgram
    private let firstItem: [Int]

    init(_ rule: SigmaRule) {
        self.rule = rule
        var parts = [rule.expression(with: [])] + rule.selections.map(\.expression)
        var firstItem: [Int] = []
        for selection in rule.selections {
            firstItem.append(parts.count)
            parts += selection.items.map(\.expression)
        }
        self.firstItem = firstItem
        program = RuleProgram(expressions: parts)
    }

    /// Why an event fails the test; nil where it passes.
    func failure(
        of event: Event,
        mustMatch: Bool,
        derived: any DerivedFields
    ) -> String? {
        let matcher = RuleMatcher(program, derived: derived)
        let holding = Set(matcher.matches(event))
        guard holding.contains(0) != mustMatch else { return nil }
        let verdict = mustMatch ? "does not match" : "matches"
        let parts = rule.selections.enumerated().map { index, selection in
            holding.contains(index + 1)
                ? "\(selection.name) holds" : "\(selection.name) fails\(place(index, holding))"
        }
        return "\(verdict): \(parts.joined(separator: ", "))"
    }

    private func place(_ selection: Int, _ holding: Set<Int>) -> String {
        let items = rule.selections[selection].items
        let failing = items.indices.filter { !holding.contains(firstItem[selection] + $0) }
        guard !failing.isEmpty else { return "" }
        let names = failing.map { index -> String in
            let item = items[index]
            return item.field.isEmpty ? "its keywords" : item.field
        }
        return " at " + names.joined(separator: " and ")
    }
}
