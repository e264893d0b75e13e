import SecurityArchitecture

/// A correlation of a program.
public struct ProgramCorrelation: Sendable {
    /// What a correlation refers to.
    enum Reference: Hashable, Sendable {
        /// The rule at a position of the program.
        case rule(Int)
        /// The correlation at a position of the program.
        case correlation(Int)
        /// A rule that is about other logs, and never matches.
        case nothing
    }

    /// The correlation.
    public let correlation: SigmaCorrelation
    /// 32 hexadecimal digits that change when what the correlation finds may have changed: when
    /// it does, or what it refers to.
    public let contentHash: String
    /// Whether what it finds is told on its own; not where another correlation takes it up.
    public let raisesAlerts: Bool

    let references: [Reference]

    /// What the correlation says about itself.
    public var header: RuleHeader { correlation.header }
}
