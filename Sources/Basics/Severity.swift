/// How serious a finding is: Sigma's levels of a rule.
package enum Severity: String, CaseIterable, Hashable, Sendable, Comparable {
    case informational, low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
