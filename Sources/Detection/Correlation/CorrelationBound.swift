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
public struct CorrelationBound: Sendable, Hashable {
    /// How a measure is compared; the raw values are Sigma's words.
    public enum Comparison: String, Sendable, Hashable, CaseIterable {
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
    public let comparison: Comparison
    /// What it is compared with.
    public let value: Double

    /// Creates a bound.
    ///
    /// - parameters:
    ///   - comparison: How the measure is compared.
    ///   - value: What it is compared with.
    public init(_ comparison: Comparison, _ value: Double) {
        self.comparison = comparison
        self.value = value
    }

    /// Whether a measure is within the bound.
    ///
    /// - parameter metric: The measure.
    public func holds(for metric: Double) -> Bool {
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
