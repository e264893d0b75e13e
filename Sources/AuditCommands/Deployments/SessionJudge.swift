import AuditIndex
import CloudTrail
import SecurityArchitecture

/// Holds what the index saw of sessions against the contracts of their roles.
struct SessionJudge {
    private let classifier: Classifier

    init(_ architecture: Architecture) { classifier = Classifier(architecture) }

    /// How it is known that a role deploys; nil where it does not.
    func deployment(_ role: Principal) -> Provenance? { classifier.deployment(role) }

    /// The contract of a role.
    func contract(of role: Principal) -> DeploymentRole? { classifier.contract(of: role) }

    /// The environment of a role.
    func environment(of role: Principal) -> EnvironmentFact? {
        classifier.environment(of: role)
    }

    /// What a caller is, in a word.
    func kind(of principal: IndexedPrincipal) -> PrincipalFacts.Kind {
        classifier.facts(of: principal.identity()).kind
    }

    /// The network of an address: its name, or nothing where it is not declared.
    func network(_ address: String?) -> NetworkFacts? {
        address.map { classifier.network(address: $0) }
    }

    /// The clauses that the call to begin a session breaks.
    func breaches(of start: SessionStartRecord) -> [ContractBreach] {
        classifier.breaches(
            of: start.start,
            network: classifier.network(
                address: start.start.address ?? "",
                isForwarded: start.isForwarded
            )
        )
    }

    /// The clauses that a session breaks: those of its start, then those of what was done in it,
    /// each sentence once.
    func breaches(of session: RoleSession) -> [ContractBreach] {
        var breaches = session.start.map(self.breaches(of:)) ?? []
        let judged = Set(breaches.map(\.clause))
        for use in session.uses {
            for breach in self.breaches(of: use, began: session.start?.start.time) {
                // The start has been judged for its place and its time already.
                let isSaid = judged.contains(breach.clause) && breach.clause != .action
                if !isSaid, !breaches.contains(where: { $0.isLike(breach) }) {
                    breaches.append(breach)
                }
            }
        }
        return breaches
    }

    /// The clauses that a use of a session breaks.
    private func breaches(of use: SessionUse, began: EventTime?) -> [ContractBreach] {
        let isForwarded = use.flags.contains(.forwarded)
        var identity = use.principal.identity(session: use.session, accessKey: use.accessKey)
        if isForwarded { identity.invokedBy = use.address ?? "AWS Internal" }
        return ContractCheck.breaches(
            of: ActionName.all(source: use.eventSource, name: use.eventName),
            at: use.last,
            by: classifier.facts(of: identity, sessionCreated: began ?? use.first),
            network: classifier.network(address: use.address ?? "", isForwarded: isForwarded)
        )
    }
}

extension ContractBreach {
    /// Whether two breaches are one: a session that grows older breaks its length once.
    fileprivate func isLike(_ other: ContractBreach) -> Bool {
        clause == other.clause && (clause == .sessionLength || words == other.words)
    }
}
