import AuditIndex
import SecurityArchitecture

/// A secret and its accesses, checked against the declaration.
package struct SecretAssessment {
    /// A reader and whether it is declared.
    package struct Reader {
        package var reader: SecretReader
        package var status: ReaderStatus
    }

    /// The state of the rotation and whether it is overdue.
    package struct Rotation {
        package var state: RotationState
        package var maximumAge: TimeSpan?
        package var isOverdue: Bool
    }

    package let record: SecretRecord
    package let readers: [Reader]
    package let environment: EnvironmentFact?
    package let kind: SecretKind?
    package let rotation: Rotation

    /// The number of undeclared readers, denied ones included; nil if no readers are declared.
    package var undeclared: Int? {
        guard readers.contains(where: { $0.status != .unknown }) else { return nil }
        return readers.count { $0.status == .undeclared }
    }

    /// Whether a pattern matches the secret.
    package func matches(_ pattern: SecretPattern) -> Bool { pattern.matches(record.reference) }
}

/// Checks the accesses of secrets against the declaration.
///
/// For example:
///
/// ```swift
/// let check = SecretCheck(architecture, now: now)
/// let secrets = try index.secrets().map { check.assess($0, readers: try index.readers(of: $0)) }
/// ```
package struct SecretCheck {
    private let classifier: Classifier
    private let now: Int64

    /// - parameters:
    ///   - architecture: The declared architecture.
    ///   - now: The time as of which a rotation is overdue, in seconds since 1970.
    package init(_ architecture: Architecture, now: Int64) {
        classifier = Classifier(architecture)
        self.now = now
    }

    /// Checks a secret and its readers.
    package func assess(_ record: SecretRecord, readers: [SecretReader]) -> SecretAssessment {
        let facts = classifier.facts(of: record.reference)
        return SecretAssessment(
            record: record,
            readers: readers.map { reader in
                SecretAssessment.Reader(
                    reader: reader,
                    status: facts.status(of: reader.principal.principal)
                )
            },
            environment: facts.environment,
            kind: facts.kind,
            rotation: rotation(record, facts.declaration?.rotation?.maximumAge)
        )
    }

    private func rotation(
        _ record: SecretRecord,
        _ maximumAge: TimeSpan?
    ) -> SecretAssessment.Rotation {
        let state = record.rotation
        var isOverdue = false
        if let maximumAge {
            // Without a rotation in the logs, it is known that there was none since they begin.
            let last = state.lastSuccess ?? record.lastChange ?? record.firstSeen
            isOverdue = last.map { now - $0.seconds > maximumAge.seconds } ?? false
        }
        return SecretAssessment.Rotation(state: state, maximumAge: maximumAge, isOverdue: isOverdue)
    }
}
