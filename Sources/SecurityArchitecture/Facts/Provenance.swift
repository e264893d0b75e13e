/// Where a fact comes from.
public enum Provenance: String, CaseIterable, Hashable, Comparable, Sendable {
    /// The record itself says so.
    case observed
    /// `audit.yaml` says so.
    case declared
    /// A name suggests it; an alert that rests on this says so.
    case guessed

    /// Whether the first is the surer.
    public static func < (left: Provenance, right: Provenance) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .observed: 0
        case .declared: 1
        case .guessed: 2
        }
    }
}

/// An environment that something belongs to, and how that is known.
public struct EnvironmentFact: Hashable, Sendable {
    /// The environment's name.
    public var name: String
    /// Whether it is production.
    public var isProduction: Bool
    /// Declared or guessed.
    public var provenance: Provenance
}
