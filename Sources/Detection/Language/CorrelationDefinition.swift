/// What a correlation measures, by what, over how long, and the condition that it must meet.
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
/// It is a plain value: references and aliases have been resolved. Rules are positions in the
/// correlation's list.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
package struct CorrelationDefinition: Sendable, Hashable {
    /// The most rules that a `temporal_ordered` correlation may list.
    package static let maximumOrderedRules = 64

    package let kind: CorrelationKind
    /// The number of rules in the correlation's list.
    package let ruleCount: Int
    /// The fields whose values distinguish the groups; none: all events are one group.
    package let groupBy: [String]
    /// The length of the window in seconds, both ends included.
    package let timespan: Int64
    /// The measured field; several are counted as tuples.
    package let fields: [String]
    /// All of them must be satisfied.
    package let bounds: [CorrelationBound]
    /// Which percentile `value_percentile` measures, from 0 to 100.
    package let percentile: Double?
    /// The terms of an extended correlation type; nil for Sigma's.
    package let anomaly: AnomalyTerms?
    /// Which rules a temporal type asks for; nil: all of them.
    package let condition: TemporalCondition?

    /// - parameters:
    ///   - ruleCount: The number of rules in the correlation's list.
    ///   - groupBy: The fields whose values distinguish the groups.
    ///   - timespan: The length of the window in seconds.
    ///   - fields: The field that is measured, for the types that measure one; several fields for
    ///     `value_count` only.
    ///   - bounds: What the measure must satisfy. The temporal types need none: then every rule
    ///     must have been seen.
    ///   - percentile: Which percentile is measured, from 0 to 100.
    ///   - anomaly: The terms of an extended correlation type.
    ///   - condition: Which rules a temporal type asks for.
    /// - throws: A ``CorrelationError`` when the parts are inconsistent.
    package init(
        kind: CorrelationKind,
        ruleCount: Int,
        groupBy: [String] = [],
        timespan: Int64,
        fields: [String] = [],
        bounds: [CorrelationBound] = [],
        percentile: Double? = nil,
        anomaly: AnomalyTerms? = nil,
        condition: TemporalCondition? = nil
    ) throws(CorrelationError) {
        guard ruleCount > 0 else { throw .noRules }
        guard timespan >= 0 else { throw .negativeTimespan(timespan) }
        if let bound = bounds.first(where: { !$0.value.isFinite }) { throw .unusableBound(bound) }
        try Self.check(fields, of: kind)
        try Self.check(percentile, of: kind)
        if kind.isAnomaly {
            try Self.checkAnomaly(kind, groupBy: groupBy, timespan: timespan, bounds, anomaly)
        }
        if let condition { try Self.check(condition, of: kind, bounds) }
        self.kind = kind
        self.condition = condition
        self.ruleCount = ruleCount
        self.groupBy = groupBy
        // Longer than any log, and short enough not to overflow.
        self.timespan = min(timespan, 1 << 40)
        self.fields = fields
        self.percentile = percentile
        self.anomaly = kind.isAnomaly ? anomaly ?? AnomalyTerms() : nil
        self.bounds =
            condition == nil
            ? try Self.completed(bounds, of: kind, ruleCount: ruleCount) : []
    }

    /// Whether a measure satisfies all bounds.
    ///
    /// - parameter metric: What was measured; nil where nothing was measured, which satisfies no
    ///   bound.
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
        _ condition: TemporalCondition,
        of kind: CorrelationKind,
        _ bounds: [CorrelationBound]
    ) throws(CorrelationError) {
        guard kind.isTemporal, bounds.isEmpty else { throw .unexpectedCondition(kind) }
        guard kind == .temporalOrdered else { return }
        guard condition.asksForAll else { throw .openChain }
        guard condition.firstExcluded <= maximumOrderedRules else {
            throw .tooManyOrderedRules(
                count: condition.firstExcluded,
                limit: maximumOrderedRules
            )
        }
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
            // Long histories are kept by the hour.
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
        // A chain needs all of its rules; a condition that asks for anything else would not be
        // honoured.
        guard bounds.allSatisfy({ $0.holds(for: Double(ruleCount)) }),
            !bounds.allSatisfy({ $0.holds(for: Double(ruleCount - 1)) })
        else { throw .partialChain(ruleCount: ruleCount) }
        return bounds
    }
}

/// A correlation type: what it measures.
///
/// The raw values are those of Sigma's `correlation.type`.
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
    /// The group was not seen for a long time before; extended type.
    case newTerms = "new_terms"
    /// There is far more in an hour than usual; extended type.
    case spike
    /// An expected event has not followed; extended type.
    case absence

    package var isTemporal: Bool { self == .temporal || self == .temporalOrdered }

    /// Whether it is an extended type, which looks back over a long history.
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
        case gt
        case gte
        case lt
        case lte
        case eq
        case neq
    }

    package let comparison: Comparison
    package let value: Double

    package init(_ comparison: Comparison, _ value: Double) {
        self.comparison = comparison
        self.value = value
    }

    /// Whether a measure is within the bound.
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
