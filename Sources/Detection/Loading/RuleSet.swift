/// Rules, correlations and filters as they were loaded, and what could not be.
///
/// For example:
///
/// ```swift
/// let set = RuleLoader().load(paths: ["Queries/alerts"])
/// for rejected in set.rejected { print(rejected.problems[0]) }
/// let program = RuleProgram(set)
/// ```
public struct RuleSet: Sendable {
    /// The rules, in the order of files and documents.
    public internal(set) var rules: [SigmaRule] = []
    /// The correlations.
    public internal(set) var correlations: [SigmaCorrelation] = []
    /// The filters.
    public internal(set) var filters: [SigmaFilter] = []
    /// The tests that the files carry.
    public internal(set) var tests: [RuleTestSuite] = []
    /// What could not be taken.
    public internal(set) var rejected: [RejectedRule] = []
    /// The files that were read.
    public internal(set) var files: [String] = []

    /// The set without the filters that do not apply any more.
    ///
    /// - parameter time: The time, in seconds since 1970.
    public func without(filtersExpiredAt time: Int64) -> RuleSet {
        var set = self
        set.filters.removeAll { $0.expires.map { $0 <= time } ?? false }
        return set
    }

    /// Makes a set without rules.
    public init() {}
}
