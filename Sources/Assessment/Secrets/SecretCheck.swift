import AuditIndex
import SecurityArchitecture

/// A secret, what was seen of it, and what the architecture says to that.
package struct SecretAssessment {
    /// A reader, and whether the architecture names it.
    package struct Reader {
        package var reader: SecretReader
        package var status: ReaderStatus
    }

    /// The state of the rotation, and whether it is late.
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

    /// How many who got the value, or tried to, no declaration names; nil where nobody is declared.
    package var undeclared: Int? {
        guard readers.contains(where: { $0.status != .unknown }) else { return nil }
        return readers.count { $0.status == .undeclared }
    }

    /// Whether a pattern means the secret.
    package func matches(_ pattern: SecretPattern) -> Bool { pattern.matches(record.reference) }
}

/// Holds what the index saw of secrets against what is declared.
package struct SecretCheck {
    private let classifier: Classifier
    private let now: Int64

    /// Makes a judge.
    ///
    /// - parameter now: The time, in seconds since 1970, as of which a rotation is overdue.
    package init(_ architecture: Architecture, now: Int64) {
        classifier = Classifier(architecture)
        self.now = now
    }

    /// A secret with what is to be said of it.
    package func view(_ record: SecretRecord, readers: [SecretReader]) -> SecretAssessment {
        let facts = classifier.facts(of: record.reference)
        return SecretAssessment(
            record: record,
            readers: readers.map { reader in
                SecretAssessment.Reader(
                    reader: reader,
                    status: facts.status(of: Principal(reader))
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
            // Without a rotation in the logs, what is known is that there was none in them.
            let last = state.lastSuccess ?? record.lastChange ?? record.firstSeen
            isOverdue = last.map { now - $0.seconds > maximumAge.seconds } ?? false
        }
        return SecretAssessment.Rotation(state: state, maximumAge: maximumAge, isOverdue: isOverdue)
    }
}

extension Principal {
    /// The principal behind a reader, as `audit.yaml` names them.
    fileprivate init(_ reader: SecretReader) {
        self =
            IndexedPrincipal(text: reader.principal, kind: reader.kind, role: reader.role).principal
    }
}
