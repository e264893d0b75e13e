import CloudTrail

/// Evaluates one group of a correlation, hit by hit.
///
/// For example:
///
/// ```swift
/// var window = CorrelationWindow(definition, group: ["arn:aws:iam::111122223333:user/alice"])
/// for hit in hitsByTime { window.add(hit) { print($0.eventIDs) } }
/// window.finish { print($0.eventIDs) }
/// ```
///
/// Windows slide: for each time at which a hit lies, the window is the timespan that ends there,
/// both of its ends included. Satisfied windows that overlap are one episode, which is handed
/// over when nothing that may still come can be part of it.
///
/// Memory: the hits of two windows, plus the ids and times of the running episode. For those
/// kinds that measure the numbers of a field, numbers beyond ±1e300 are left out like texts that
/// are none.
///
/// Related Sigma documentation:
/// <https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md>
public struct CorrelationWindow: Sendable {
    private let group: [String]
    private let ruleCount: Int
    private let keepsValues: Bool
    private var evaluator: any InstantEvaluator
    private var instant: CorrelationInstant?

    /// Creates a window for one group, with no hit in it.
    ///
    /// - parameters:
    ///   - definition: The correlation.
    ///   - group: The values of the fields that the correlation groups by.
    ///   - context: What the own kinds must know beside the hits.
    public init(
        _ definition: CorrelationDefinition,
        group: [String],
        context: AnomalyContext = AnomalyContext()
    ) {
        self.group = group
        ruleCount = definition.ruleCount
        keepsValues = definition.kind.measuresField
        evaluator =
            switch definition.kind {
            case .temporalOrdered: ChainEvaluator(definition)
            case .newTerms, .spike, .absence:
                AnomalyEvaluator(definition, group: group, context)
            default: SlidingEvaluator(definition)
            }
    }

    /// Adds a hit.
    ///
    /// - parameters:
    ///   - hit: The hit, which is no earlier than those before it. Hits of one time may come in
    ///     any order, and of one event and rule more than once.
    ///   - emit: Is called with each episode that is over.
    /// - throws: What `emit` throws; then the window is of no more use.
    /// - complexity: O(log n) in the hits of a window, on average; for `temporal_ordered`
    ///   O(r²) in the number of rules.
    public mutating func add(
        _ hit: CorrelationHit,
        _ emit: (CorrelationResult) throws -> Void
    ) rethrows {
        precondition(hit.rule >= 0 && hit.rule < ruleCount, "a hit of a rule that is not listed")
        if let time = instant?.time, time != hit.time.seconds {
            precondition(time < hit.time.seconds, "hits are added by time")
            try evaluate(emit)
        }
        if instant == nil { instant = CorrelationInstant(time: hit.time.seconds) }
        let keepsValues = keepsValues
        instant?.add(hit, keepingValues: keepsValues)
    }

    /// Ends the group: emits what is left, and forgets all hits.
    ///
    /// - parameter emit: Is called with each episode that is left.
    /// - throws: What `emit` throws.
    public mutating func finish(_ emit: (CorrelationResult) throws -> Void) rethrows {
        try evaluate(emit)
        let group = group
        try evaluator.finish { try emit($0.result(of: group)) }
    }

    private mutating func evaluate(_ emit: (CorrelationResult) throws -> Void) rethrows {
        guard let complete = instant else { return }
        instant = nil
        let group = group
        try evaluator.add(complete) { try emit($0.result(of: group)) }
    }
}

/// What evaluates a group, given all events of one second at once.
protocol InstantEvaluator: Sendable {
    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows

    /// Emits what is left, and forgets all events.
    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows
}
