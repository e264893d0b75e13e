/// What a correlation measures.
///
/// The raw values are the words of Sigma's `correlation.type`.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
public enum CorrelationKind: String, Sendable, Hashable, CaseIterable {
    /// The number of different events.
    case eventCount = "event_count"
    /// The number of different values, or tuples of values, of a field or of several.
    case valueCount = "value_count"
    /// The number of different rules that were seen.
    case temporal
    /// Whether all rules were seen in the order in which they are listed.
    case temporalOrdered = "temporal_ordered"
    /// The sum of a field's numbers.
    case valueSum = "value_sum"
    /// The mean of a field's numbers.
    case valueAverage = "value_avg"
    /// The median of a field's numbers.
    case valueMedian = "value_median"
    /// A percentile of a field's numbers.
    case valuePercentile = "value_percentile"
    /// Whether the group was not seen for a long time before; not Sigma's.
    case newTerms = "new_terms"
    /// Whether there is far more in an hour than usual; not Sigma's.
    case spike
    /// Whether what should have followed has not; not Sigma's.
    case absence

    /// Whether it is about which rules were seen.
    public var isTemporal: Bool { self == .temporal || self == .temporalOrdered }

    /// Whether it is one of this program's own, which look back over a long history.
    public var isAnomaly: Bool { self == .newTerms || self == .spike || self == .absence }

    /// Whether it is about the values of a field.
    public var measuresField: Bool { self == .valueCount || measuresNumbers }

    /// Whether it is about the numbers in a field.
    public var measuresNumbers: Bool {
        switch self {
        case .valueSum, .valueAverage, .valueMedian, .valuePercentile: true
        default: false
        }
    }
}
