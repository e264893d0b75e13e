/// Why the parts of a ``CorrelationDefinition`` do not make a correlation.
package enum CorrelationError: Error, Hashable, Sendable {
    /// No rule is referred to.
    case noRules
    /// The window, given here in seconds, ends before it begins.
    case negativeTimespan(Int64)
    /// A bound is not a finite number.
    case unusableBound(CorrelationBound)
    /// The kind measures a field, and none is given.
    case missingField(CorrelationKind)
    /// The kind measures no field, and one is given.
    case unexpectedField(CorrelationKind)
    /// The kind measures one field, and several are given.
    case severalFields(CorrelationKind)
    /// The kind needs a bound, and none is given.
    case missingBound(CorrelationKind)
    /// `value_percentile` does not say which percentile.
    case missingPercentile
    /// The kind measures no percentile, and one is given.
    case unexpectedPercentile(CorrelationKind)
    /// The percentile, given here, is not from 0 to 100.
    case percentileOutOfRange(Double)
    /// A condition would let `temporal_ordered` be satisfied by less than the whole chain.
    case partialChain(ruleCount: Int)
    /// A chain of so many rules is not evaluated.
    case tooManyOrderedRules(count: Int, limit: Int)
    /// An own kind looks back over less than a day.
    case shortHistory(CorrelationKind)
    /// An own kind needs group-by fields, and none are given.
    case missingGroup(CorrelationKind)
    /// An own kind takes no condition.
    case unexpectedBound(CorrelationKind)
    /// The group-by fields lack the one that a declared length of time is declared for.
    case missingDeclaredGroup(DeclaredTimespan)
    /// The deviations of a `spike` are no number over 0.
    case unusableDeviations
}

extension CorrelationError: CustomStringConvertible {
    /// What is wrong with the correlation, and what would be right.
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
        case .tooManyOrderedRules(let count, let limit):
            "temporal_ordered takes at most \(limit) rules, not \(count)"
        }
    }
}
