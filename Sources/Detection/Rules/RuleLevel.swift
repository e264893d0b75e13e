/// How serious a rule's hit is.
public enum RuleLevel: String, CaseIterable, Hashable, Sendable, Comparable {
    case informational, low, medium, high, critical

    /// Whether a level is less serious than another.
    public static func < (left: RuleLevel, right: RuleLevel) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How far a rule can be relied on.
public enum RuleStatus: String, CaseIterable, Hashable, Sendable, Comparable {
    case unsupported, deprecated, experimental, test, stable

    /// Whether a status is less reliable than another.
    public static func < (left: RuleStatus, right: RuleStatus) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
