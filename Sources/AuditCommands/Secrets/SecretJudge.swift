import AuditIndex
import CloudTrail
import SecurityArchitecture

/// Holds what the index saw of secrets against what is declared.
struct SecretJudge {
    private let classifier: Classifier
    private let now: Int64

    /// Makes a judge.
    ///
    /// - parameter now: The time, in seconds since 1970, as of which a rotation is overdue.
    init(_ architecture: Architecture, now: Int64) {
        classifier = Classifier(architecture)
        self.now = now
    }

    /// A secret with what is to be said of it.
    func view(_ record: SecretRecord, readers: [SecretReader]) -> SecretView {
        let facts = classifier.facts(of: record.reference)
        return SecretView(
            record: record,
            readers: readers.map { reader in
                SecretView.Reader(
                    reader: reader,
                    standing: facts.standing(of: Principal(reader))
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
    ) -> SecretView.Rotation {
        let state = record.rotation
        var isOverdue = false
        if let maximumAge {
            // Without a rotation in the logs, what is known is that there was none in them.
            let last = state.lastSuccess ?? record.lastChange ?? record.firstSeen
            isOverdue = last.map { now - $0.seconds > maximumAge.seconds } ?? false
        }
        return SecretView.Rotation(state: state, maximumAge: maximumAge, isOverdue: isOverdue)
    }
}

extension Principal {
    /// The principal behind a reader, as `audit.yaml` names them.
    fileprivate init(_ reader: SecretReader) {
        self =
            IndexedPrincipal(text: reader.principal, kind: reader.kind, role: reader.role).principal
    }
}
