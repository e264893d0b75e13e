import AuditIndex
import SecurityArchitecture

extension DeploymentView {
    /// The sessions of deployment roles, the latest first, denied attempts included.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - judge: What tells deployment roles and their contracts.
    ///   - isWanted: Whether a role is asked for.
    /// - complexity: O(n) in the starts and uses that the index has of these roles.
    static func all(
        in index: AuditDatabase,
        _ judge: SessionJudge,
        where isWanted: (Principal) -> Bool = { _ in true }
    ) throws -> [DeploymentView] {
        func isMeant(_ role: Principal) -> Bool {
            judge.deployment(role) != nil && isWanted(role)
        }
        let roles = try index.assumedRoles().filter { isMeant(Principal(role: $0)) }
        let principals = try index.principals().filter { principal in
            principal.role.map { isMeant(Principal(role: $0)) } ?? false
        }
        return try index.roleSessions(roles: roles, principals: principals).reversed()
            .compactMap { session in
                guard let arn = session.role else { return nil }
                let role = Principal(role: arn)
                let network = session.start?.start.address ?? session.uses.first?.address
                return DeploymentView(
                    session: session,
                    role: role,
                    environment: judge.environment(of: role),
                    provenance: judge.deployment(role) ?? .guessed,
                    hasContract: judge.contract(of: role) != nil,
                    breaches: judge.breaches(of: session),
                    network: judge.network(network)
                )
            }
    }
}
