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
public struct CorrelationDefinition: Sendable, Hashable {
    /// The most rules that a `temporal_ordered` correlation may list.
    public static let maximumOrderedRules = 64

    /// What is measured.
    public let kind: CorrelationKind
    /// The number of rules that are referred to.
    public let ruleCount: Int
    /// The fields whose values tell the groups apart; none: all events are one group.
    public let groupBy: [String]
    /// The length of the window in seconds; both of its ends belong to it.
    public let timespan: Int64
    /// The field that is measured; several are counted as tuples.
    public let fields: [String]
    /// What the measure must satisfy, all of them.
    public let bounds: [CorrelationBound]
    /// Which percentile `value_percentile` measures, from 0 to 100.
    public let percentile: Double?
    /// What an own kind says beside; nil for Sigma's.
    public let anomaly: AnomalyTerms?

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
    public init(
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
    public func isSatisfied(by metric: Double?) -> Bool {
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
