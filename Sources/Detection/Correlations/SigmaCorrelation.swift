/// A correlation: what many events come to that match rules, or alerts of other correlations.
///
/// See [Sigma correlations][correlations].
///
/// [correlations]: https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html
public struct SigmaCorrelation: Hashable, Sendable {
    /// A document that a correlation refers to.
    public enum Reference: Hashable, Sendable {
        /// The rule at a position of the set.
        case rule(Int)
        /// The correlation at a position of the set.
        case correlation(Int)
    }

    /// What the correlation says about itself.
    public let header: RuleHeader
    /// What is counted, over how long, by what.
    public let definition: CorrelationDefinition
    /// What it refers to, in its own order.
    public let references: [Reference]
    /// Whether what it refers to raises alerts of its own all the same.
    public let generates: Bool

    /// The fields that each reference is grouped by, aliases followed.
    let groupFields: [[String]]
    /// The fields that are measured in each reference, aliases followed.
    let measuredFields: [[String]]
}
