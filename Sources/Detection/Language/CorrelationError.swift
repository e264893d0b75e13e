/// Why the parts of a ``CorrelationDefinition`` are inconsistent.
package enum CorrelationError: Error, Hashable, Sendable {
    case noRules
    /// The window, in seconds, is negative.
    case negativeTimespan(Int64)
    case unusableBound(CorrelationBound)
    /// The type measures a field, and none is given.
    case missingField(CorrelationKind)
    /// The type measures no field, and one is given.
    case unexpectedField(CorrelationKind)
    /// The type measures one field, and several are given.
    case severalFields(CorrelationKind)
    /// The type needs a bound, and none is given.
    case missingBound(CorrelationKind)
    case missingPercentile
    /// The type measures no percentile, and one is given.
    case unexpectedPercentile(CorrelationKind)
    /// The percentile is not from 0 to 100.
    case percentileOutOfRange(Double)
    /// A condition that less than the whole chain of `temporal_ordered` would satisfy.
    case partialChain(ruleCount: Int)
    /// Rules are named in the condition of a type that is not temporal, or beside numbers.
    case unexpectedCondition(CorrelationKind)
    /// The condition of `temporal_ordered` has alternatives.
    case openChain
    /// A chain has more rules than the limit.
    case tooManyOrderedRules(count: Int, limit: Int)
    /// An extended correlation type looks back over less than a day.
    case shortHistory(CorrelationKind)
    /// An extended correlation type needs group-by fields, and none are given.
    case missingGroup(CorrelationKind)
    /// An extended correlation type takes no condition.
    case unexpectedBound(CorrelationKind)
    /// The group-by fields lack the one that a declared timespan is for.
    case missingDeclaredGroup(DeclaredTimespan)
    /// The deviations of a `spike` are not greater than 0.
    case unusableDeviations
}

extension CorrelationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noRules:
            "a correlation needs at least one rule in 'rules'"
        case .negativeTimespan(let seconds):
            "a timespan of \(seconds) seconds ends before it begins; write a count and s, m, h or d"
        case .unusableBound(let bound):
            "'\(bound.comparison.rawValue)' needs a finite number"
        case .missingField(let kind):
            "\(kind.rawValue) needs 'field' in its condition: the field whose values it measures"
        case .unexpectedField(let kind):
            "\(kind.rawValue) measures no field; remove 'field' from its condition"
        case .severalFields(let kind):
            "\(kind.rawValue) measures one field; only value_count takes several"
        case .missingBound(let kind):
            "\(kind.rawValue) needs one of gt, gte, lt, lte, eq and neq in its condition"
        case .missingPercentile:
            "value_percentile needs 'percentile' in its condition, a number from 0 to 100"
        case .unexpectedPercentile(let kind):
            "\(kind.rawValue) measures no percentile; remove 'percentile', or use value_percentile"
        case .percentileOutOfRange(let percentile):
            "a percentile is a number from 0 to 100, not \(percentile)"
        case .partialChain(let count):
            "temporal_ordered needs all of its \(count) rules; remove the condition, "
                + "or list only the rules that must be seen"
        case .shortHistory(let kind):
            "\(kind.rawValue) needs a timespan of a day or more, which says how far back it looks"
        case .missingGroup(let kind):
            "\(kind.rawValue) needs 'group-by': the fields whose values are new together"
        case .unexpectedBound(let kind):
            "\(kind.rawValue) takes no condition; remove it"
        case .missingDeclaredGroup(let timespan):
            "a timespan of \(timespan.rawValue) needs '\(timespan.field.rawValue)' in "
                + "'group-by'"
        case .unusableDeviations:
            "'deviations' should be a number greater than 0, such as 6"
        case .unexpectedCondition(let kind):
            "the condition of \(kind.rawValue) is a mapping of comparisons, such as gte: 3; only "
                + "temporal and temporal_ordered combine rules with and, or, not"
        case .openChain:
            "temporal_ordered needs each of its rules, in their order; use temporal for 'or'"
        case .tooManyOrderedRules(let count, let limit):
            "temporal_ordered takes at most \(limit) rules, not \(count)"
        }
    }
}
