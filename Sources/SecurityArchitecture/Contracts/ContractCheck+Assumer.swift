import CloudTrail

extension ContractCheck {
    static func assumer(
        of start: RoleSessionStart,
        _ contract: DeploymentRole
    ) -> ContractBreach? {
        assumer(of: start, principals: contract.assumers, subjects: contract.subjects)
    }

    /// Whether somebody takes a role who may not.
    ///
    /// The copy of a call across accounts in the role's account names only the caller's account:
    /// it breaks nothing while somebody in that account might be meant.
    static func assumer(
        of start: RoleSessionStart,
        principals: [PrincipalPattern]?,
        subjects: [SubjectPattern]
    ) -> ContractBreach? {
        guard let principals else { return nil }
        let names = list(principals.map(\.text) + subjects.map(\.description))
        let verb = start.outcome.isFailure ? "tried by" : "assumed by"
        if start.method == .webIdentity {
            let subject = start.subject ?? start.caller.name
            if subjects.contains(where: { $0.matches(subject: subject, provider: start.provider) })
                || principals.contains(where: { $0.matches(start.caller) })
            {
                return nil
            }
            let provider = start.provider.map { " of \(ResourceName($0)?.resource ?? $0)" } ?? ""
            return ContractBreach(
                clause: .subject,
                words: "\(verb) the subject \(subject)\(provider); allowed are \(names)"
            )
        }
        let isAllowed =
            start.caller.kind == .account
            ? principals.contains { $0.couldMatch(account: start.caller.accountID) }
            : principals.contains { $0.matches(start.caller) }
        guard !isAllowed else { return nil }
        let caller =
            start.caller.kind == .account
            ? "somebody of account \(start.caller.accountID ?? "unknown")" : start.caller.name
        return ContractBreach(
            clause: .assumer,
            words: "\(verb) \(caller.isEmpty ? "nobody known" : caller); allowed are \(names)"
        )
    }
}
