import Detection

/// What a scan found.
public struct ScanResult: Sendable {
    /// The hits of rules that tell of single events, by time, id and rule.
    public let hits: ScanHits
    /// What correlations found, by the end of their episodes, then by start, correlation and
    /// group.
    public let correlations: [CorrelationOutcome]
    /// What was done.
    public let summary: ScanSummary

    /// Whether nothing was found.
    public var isEmpty: Bool { hits.isEmpty && correlations.isEmpty }
}
