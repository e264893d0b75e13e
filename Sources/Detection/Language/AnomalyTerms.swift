import SecurityArchitecture

/// What the kinds of correlation that are this program's own say beside what Sigma's say.
///
/// See <doc:WritingRules>.
package struct AnomalyTerms: Sendable, Hashable {
    /// How long a history must be before anything is reported, in seconds; 0 reports at once.
    ///
    /// Of an `absence`: on how many days before, as seconds, the group must have been seen.
    package let learning: Int64
    /// How many robust deviations over the usual a `spike` must be.
    package let deviations: Double
    /// The position of the first rule that an `absence` expects; nil where it expects those that
    /// begin it.
    package let firstExpected: Int?
    /// What is declared and stands for the timespan of an `absence`.
    package let declaredTimespan: DeclaredTimespan?

    package init(
        learning: Int64 = 0,
        deviations: Double = 6,
        firstExpected: Int? = nil,
        declaredTimespan: DeclaredTimespan? = nil
    ) {
        self.learning = learning
        self.deviations = deviations
        self.firstExpected = firstExpected
        self.declaredTimespan = declaredTimespan
    }
}

/// A length of time that the declared architecture has for a group.
package enum DeclaredTimespan: String, Sendable, Hashable, CaseIterable {
    /// How long a secret may go without rotation; the group has `audit.secret.name`.
    case secretMaxAge = "audit.secret.max-age"

    /// The field of the group that it is declared for.
    var field: FactField {
        switch self {
        case .secretMaxAge: .secretName
        }
    }
}
