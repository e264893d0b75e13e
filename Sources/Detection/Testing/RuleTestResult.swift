/// What became of one test of a rule.
public struct RuleTestResult: Hashable, Sendable {
    /// The test.
    public let test: RuleTestCase
    /// Why it failed; nil where it passed.
    public let failure: String?

    /// Whether it passed.
    public var passed: Bool { failure == nil }
}

/// What became of the tests of one rule or correlation.
public struct RuleTestReport: Hashable, Sendable {
    /// The rule or correlation.
    public let header: RuleHeader
    /// The results, in the order of the file.
    public let results: [RuleTestResult]

    /// Whether there was nothing to run: a rule without tests is a promise without proof.
    public var isUntested: Bool { results.isEmpty }
    /// Whether all tests passed, and there were some.
    public var passed: Bool { !isUntested && results.allSatisfy(\.passed) }
}
