import SecurityArchitecture

/// One test that a rule's file carries: an event, or several, that must match or must not.
package struct RuleTestCase: Hashable, Sendable {
    /// What the test is about.
    package let name: String
    /// The line of the file at which it begins.
    package let line: Int
    /// Whether the rule must match.
    package let mustMatch: Bool

    /// The events; a rule is put to each, a correlation to all of them.
    let events: [RuleTestEvent]
}

/// An event of a test.
struct RuleTestEvent: Hashable, Sendable {
    /// The record, as JSON text.
    var json: String
    /// Derived fields that the test gives itself.
    var derived: [FactField: FactValue]
}

/// The tests of one rule or correlation.
package struct RuleTestSuite: Hashable, Sendable {
    /// What the tests are about.
    package enum Subject: Hashable, Sendable {
        /// The rule at a position of the set.
        case rule(Int)
        /// The correlation at a position of the set.
        case correlation(Int)
    }

    /// What the tests are about.
    package let subject: Subject
    /// The file that the tests are in.
    package let file: String
    /// The tests, in the document's order.
    package let cases: [RuleTestCase]
}
