import CloudTrail
import SecurityArchitecture

/// What the own kinds of correlation must know beside the events of a group.
///
/// For example, for logs that begin on the second of March:
///
/// ```swift
/// var context = AnomalyContext()
/// context.historyStart = 1_772_409_600
/// context.asOf = 1_773_014_400
/// ```
public struct AnomalyContext: Sendable {
    /// The time of the first event that is known, in seconds since 1970; nil where there is none.
    public var historyStart: Int64?
    /// The time as of which it is judged what has not happened; nil where nothing is known to
    /// be missing at the end.
    public var asOf: Int64?
    /// Gives what is declared for a group: a length of time in seconds.
    public var declared: @Sendable (DeclaredTimespan, [String], CorrelationDefinition) -> Int64? = {
        _,
        _,
        _ in nil
    }

    /// Makes a context in which nothing is known.
    public init() {}

    /// Makes a context that knows what an architecture declares.
    public init(_ architecture: Architecture) {
        // A classifier is for one thread at a time, and dear to make.
        let classifier = Locked<Classifier?>(nil)
        declared = { timespan, group, definition in
            switch timespan {
            case .secretMaxAge:
                let field = FactField.secretName.rawValue
                guard let place = definition.groupBy.firstIndex(of: field) else { return nil }
                // A name says where in audit.yaml it is meant, whatever account it lies in.
                let anywhere = SecretReference.Place(accountID: "", region: "")
                let reference = SecretReference(secret: group[place], in: anywhere)
                return classifier.withLock { known in
                    let classifier = known ?? Classifier(architecture)
                    known = classifier
                    let facts = classifier.facts(of: reference)
                    return facts.declaration?.rotation?.maximumAge?.seconds
                }
            }
        }
    }

    /// Makes the history, and the time as of which is judged, reach as far as another's.
    public mutating func include(_ other: AnomalyContext) {
        if let start = other.historyStart { include(EventTime(seconds: start)) }
        if let end = other.asOf { include(EventTime(seconds: end)) }
    }

    /// Makes the history, and the time as of which is judged, reach to an event.
    public mutating func include(_ time: EventTime) {
        historyStart = min(historyStart ?? time.seconds, time.seconds)
        asOf = max(asOf ?? time.seconds, time.seconds)
    }
}
