import AuditIndex
import Basics
import SecurityArchitecture

/// A session of a deployment role, and what its contract says to it.
package struct DeploymentSession {
    package let session: RoleSession
    package let role: Principal
    package let environment: EnvironmentFact?
    /// Whether the role deploys by declaration or by its name.
    package let provenance: Provenance
    package let hasContract: Bool
    package let breaches: [ContractBreach]
    package let network: NetworkFacts?

    /// Whether nobody got into the session.
    package var isAttempt: Bool { session.start?.start.outcome.isFailure ?? false }

    /// The calls made in it, by services for it too.
    package var calls: Int { session.uses.reduce(0) { $0 + $1.count } }

    /// Those of them that were not allowed.
    package var denied: Int {
        session.uses.reduce(0) { $0 + ($1.flags.contains(.denied) ? $1.count : 0) }
    }

    /// Who began it: a subject, a role's session, a user.
    package var caller: String? {
        guard let start = session.start?.start else { return nil }
        if start.caller.kind == .account { return "account \(start.caller.accountID ?? "unknown")" }
        if let session = start.callerSession { return session }
        return start.subject ?? start.caller.arn ?? start.caller.name
    }

    /// Where it was begun; where it was used first, if nobody knows.
    package var address: String? {
        session.start.map { $0.start.address } ?? session.uses.first?.address
    }

    /// What the contract says, in a word or two.
    package var verdict: Verdict {
        guard breaches.isEmpty else { return .broken(breaches.map(\.clause).distinct) }
        return hasContract ? .kept : .unknown
    }

    package enum Verdict: Hashable {
        /// The contract was kept.
        case kept
        /// Some clauses were broken.
        case broken([ContractClause])
        /// There is no contract.
        case unknown
    }
}

extension DeploymentSession {
    /// The sessions of deployment roles, the latest first, denied attempts included.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - check: What tells deployment roles and their contracts.
    ///   - isWanted: Whether a role is asked for.
    /// - complexity: O(n) in the starts and uses that the index has of these roles.
    package static func all(
        in index: AuditDatabase,
        _ check: SessionCheck,
        where isWanted: (Principal) -> Bool = { _ in true }
    ) throws -> [DeploymentSession] {
        func isMeant(_ role: Principal) -> Bool {
            check.deployment(role) != nil && isWanted(role)
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
                return DeploymentSession(
                    session: session,
                    role: role,
                    environment: check.environment(of: role),
                    provenance: check.deployment(role) ?? .guessed,
                    hasContract: check.contract(of: role) != nil,
                    breaches: check.breaches(of: session),
                    network: check.network(network)
                )
            }
    }
}
