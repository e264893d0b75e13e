import CloudTrail
import SecurityArchitecture

/// One test that a rule's file carries: an event, or several, that must match or must not.
public struct RuleTestCase: Hashable, Sendable {
    /// What the test is about.
    public let name: String
    /// The line of the file at which it begins.
    public let line: Int
    /// Whether the rule must match.
    public let mustMatch: Bool

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
public struct RuleTestSuite: Hashable, Sendable {
    /// What the tests are about.
    public enum Subject: Hashable, Sendable {
        /// The rule at a position of the set.
        case rule(Int)
        /// The correlation at a position of the set.
        case correlation(Int)
    }

    /// What the tests are about.
    public let subject: Subject
    /// The file that the tests are in.
    public let file: String
    /// The tests, in the document's order.
    public let cases: [RuleTestCase]
}
