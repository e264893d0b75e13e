import AuditIndex
import Basics
import SecurityArchitecture

/// A session of a deployment role, checked against its contract.
package struct DeploymentSession {
    package let session: RoleSession
    package let role: Principal
    package let environment: EnvironmentFact?
    /// Whether the role is declared or guessed from its name.
    package let provenance: Provenance
    package let hasContract: Bool
    package let breaches: [ContractBreach]
    package let network: NetworkFacts?

    /// Whether the role was not assumed.
    package var isAttempt: Bool { session.start?.start.outcome.isFailure ?? false }

    /// The number of calls, including those that services made for it.
    package var calls: Int { session.uses.reduce(0) { $0 + $1.count } }

    /// The number of denied calls.
    package var denied: Int {
        session.uses.reduce(0) { $0 + ($1.flags.contains(.denied) ? $1.count : 0) }
    }

    /// Who started it: a subject, a role session, a user.
    package var caller: String? {
        guard let start = session.start?.start else { return nil }
        if start.caller.kind == .account { return "account \(start.caller.accountID ?? "unknown")" }
        if let session = start.callerSession { return session }
        return start.subject ?? start.caller.arn ?? start.caller.name
    }

    /// Where it was started or, if that is not known, first used.
    package var address: String? {
        session.start.map { $0.start.address } ?? session.uses.first?.address
    }

    package var verdict: Verdict {
        guard breaches.isEmpty else { return .broken(breaches.map(\.clause).distinct) }
        return hasContract ? .kept : .unknown
    }

    package enum Verdict: Hashable {
        case kept
        case broken([ContractClause])
        case unknown
    }
}

extension DeploymentSession {
    /// The sessions of deployment roles, latest first, including denied attempts.
    ///
    /// - parameters:
    ///   - index: The index.
    ///   - check: Knows the deployment roles and their contracts.
    ///   - isWanted: Whether to include a role.
    /// - throws: `IndexError` if the index cannot be read.
    /// - complexity: O(n) in the starts and uses of these roles in the index.
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
