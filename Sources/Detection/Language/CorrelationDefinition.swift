/// What a correlation counts, over how long, by what, and when that is enough.
///
/// For example, three denials of one principal within five minutes:
///
/// ```swift
/// let definition = try CorrelationDefinition(
///     kind: .eventCount,
///     ruleCount: 1,
///     groupBy: ["userIdentity.arn"],
///     timespan: 300,
///     bounds: [.init(.gte, 3)]
/// )
/// ```
///
/// It is a plain value: which rules are meant, and which field an alias stands for, is known to
/// whoever makes it. Rules are known here by their position in the correlation's list.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
package struct CorrelationDefinition: Sendable, Hashable {
    /// The most rules that a `temporal_ordered` correlation may list.
    package static let maximumOrderedRules = 64

    /// What is measured.
    package let kind: CorrelationKind
    /// The number of rules that are referred to.
    package let ruleCount: Int
    /// The fields whose values tell the groups apart; none: all events are one group.
    package let groupBy: [String]
    /// The length of the window in seconds; both of its ends belong to it.
    package let timespan: Int64
    /// The field that is measured; several are counted as tuples.
    package let fields: [String]
    /// What the measure must satisfy, all of them.
    package let bounds: [CorrelationBound]
    /// Which percentile `value_percentile` measures, from 0 to 100.
    package let percentile: Double?
    /// What an own kind says beside; nil for Sigma's.
    package let anomaly: AnomalyTerms?

    /// Creates a definition.
    ///
    /// - parameters:
    ///   - kind: What is measured.
    ///   - ruleCount: The number of rules that are referred to.
    ///   - groupBy: The fields whose values tell the groups apart.
    ///   - timespan: The length of the window in seconds.
    ///   - fields: The field that is measured, for the kinds that measure one; several fields
    ///     for `value_count` only.
    ///   - bounds: What the measure must satisfy. The temporal kinds need none: then each rule
    ///     must have been seen.
    ///   - percentile: Which percentile is measured, from 0 to 100.
    ///   - anomaly: What an own kind says beside; for those alone.
    /// - throws: A ``CorrelationError`` when the parts do not make a correlation.
    package init(
        kind: CorrelationKind,
        ruleCount: Int,
        groupBy: [String] = [],
        timespan: Int64,
        fields: [String] = [],
        bounds: [CorrelationBound] = [],
        percentile: Double? = nil,
        anomaly: AnomalyTerms? = nil
    ) throws(CorrelationError) {
        guard ruleCount > 0 else { throw .noRules }
        guard timespan >= 0 else { throw .negativeTimespan(timespan) }
        if let bound = bounds.first(where: { !$0.value.isFinite }) { throw .unusableBound(bound) }
        try Self.check(fields, of: kind)
        try Self.check(percentile, of: kind)
        if kind.isAnomaly {
            try Self.checkAnomaly(kind, groupBy: groupBy, timespan: timespan, bounds, anomaly)
        }
        self.kind = kind
        self.ruleCount = ruleCount
        self.groupBy = groupBy
        // Longer than all times that events have, and short enough to reckon with.
        self.timespan = min(timespan, 1 << 40)
        self.fields = fields
        self.percentile = percentile
        self.anomaly = kind.isAnomaly ? anomaly ?? AnomalyTerms() : nil
        self.bounds = try Self.completed(bounds, of: kind, ruleCount: ruleCount)
    }

    /// Whether a measure satisfies all bounds.
    ///
    /// - parameter metric: What was measured; nil where there was nothing to measure, which
    ///   satisfies no bound.
    package func isSatisfied(by metric: Double?) -> Bool {
        guard let metric else { return false }
        return bounds.allSatisfy { $0.holds(for: metric) }
    }

    private static func check(
        _ fields: [String],
        of kind: CorrelationKind
    ) throws(CorrelationError) {
        guard kind.measuresField else {
            guard fields.isEmpty else { throw .unexpectedField(kind) }
            return
        }
        guard !fields.isEmpty else { throw .missingField(kind) }
        guard fields.count == 1 || kind == .valueCount else { throw .severalFields(kind) }
    }

    private static func check(
        _ percentile: Double?,
        of kind: CorrelationKind
    ) throws(CorrelationError) {
        guard kind == .valuePercentile else {
            guard percentile == nil else { throw .unexpectedPercentile(kind) }
            return
        }
        guard let percentile else { throw .missingPercentile }
        guard percentile >= 0, percentile <= 100 else { throw .percentileOutOfRange(percentile) }
    }

    private static func checkAnomaly(
        _ kind: CorrelationKind,
        groupBy: [String],
        timespan: Int64,
        _ bounds: [CorrelationBound],
        _ terms: AnomalyTerms?
    ) throws(CorrelationError) {
        if kind != .absence {
            // What is kept of a long history is kept by the hour.
            guard timespan >= 86_400 else { throw .shortHistory(kind) }
        }
        if kind == .newTerms { guard !groupBy.isEmpty else { throw .missingGroup(kind) } }
        if kind != .spike { guard bounds.isEmpty else { throw .unexpectedBound(kind) } }
        if let declared = terms?.declaredTimespan, !groupBy.contains(declared.field.rawValue) {
            throw .missingDeclaredGroup(declared)
        }
        if let terms, !(terms.deviations > 0) || !terms.deviations.isFinite {
            throw .unusableDeviations
        }
    }

    private static func completed(
        _ bounds: [CorrelationBound],
        of kind: CorrelationKind,
        ruleCount: Int
    ) throws(CorrelationError) -> [CorrelationBound] {
        if kind == .newTerms || kind == .absence { return [] }
        guard kind.isTemporal else {
            guard !bounds.isEmpty else { throw .missingBound(kind) }
            return bounds
        }
        guard kind == .temporalOrdered, !bounds.isEmpty || ruleCount > maximumOrderedRules else {
            return bounds.isEmpty ? [CorrelationBound(.gte, Double(ruleCount))] : bounds
        }
        guard ruleCount <= maximumOrderedRules else {
            throw .tooManyOrderedRules(count: ruleCount, limit: maximumOrderedRules)
        }
        // A chain has all of its rules or is none: a condition that asks for fewer, or for
        // something else, would say what is not done.
        guard bounds.allSatisfy({ $0.holds(for: Double(ruleCount)) }),
            !bounds.allSatisfy({ $0.holds(for: Double(ruleCount - 1)) })
        else { throw .partialChain(ruleCount: ruleCount) }
        return bounds
    }
}

/// What a correlation measures.
///
/// The raw values are the words of Sigma's `correlation.type`.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
package enum CorrelationKind: String, Sendable, Hashable, CaseIterable {
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
    package var isTemporal: Bool { self == .temporal || self == .temporalOrdered }

    /// Whether it is one of this program's own, which look back over a long history.
    package var isAnomaly: Bool { self == .newTerms || self == .spike || self == .absence }

    /// Whether it is about the values of a field.
    package var measuresField: Bool { self == .valueCount || measuresNumbers }

    /// Whether it is about the numbers in a field.
    package var measuresNumbers: Bool {
        switch self {
        case .valueSum, .valueAverage, .valueMedian, .valuePercentile: true
        default: false
        }
    }
}

/// One bound of a correlation's condition, such as `gte: 3`.
///
/// For example:
///
/// ```swift
/// CorrelationBound(.lte, 200).holds(for: 150)  // true
/// ```
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
package struct CorrelationBound: Sendable, Hashable {
    /// How a measure is compared; the raw values are Sigma's words.
    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        /// Greater than.
        case gt
        /// Greater than or equal to.
        case gte
        /// Less than.
        case lt
        /// Less than or equal to.
        case lte
        /// Equal to.
        case eq
        /// Not equal to.
        case neq
    }

    /// How the measure is compared.
    package let comparison: Comparison
    /// What it is compared with.
    package let value: Double

    /// Creates a bound.
    ///
    /// - parameters:
    ///   - comparison: How the measure is compared.
    ///   - value: What it is compared with.
    package init(_ comparison: Comparison, _ value: Double) {
        self.comparison = comparison
        self.value = value
    }

    /// Whether a measure is within the bound.
    ///
    /// - parameter metric: The measure.
    package func holds(for metric: Double) -> Bool {
        switch comparison {
        case .gt: metric > value
        case .gte: metric >= value
        case .lt: metric < value
        case .lte: metric <= value
        case .eq: metric == value
        case .neq: metric != value
        }
    }
}
