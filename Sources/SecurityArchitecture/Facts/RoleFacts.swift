/// What a role is to those who take it.
package final class RoleFacts: Sendable {
    /// The contract, where it is a declared deployment role.
    let contract: DeploymentRole?
    /// The declaration, where it is for emergencies.
    let breakGlass: BreakGlassRole?
    /// The environment.
    let environment: EnvironmentFact?
    /// How it is known that it deploys; nil where it does not.
    let deployment: Provenance?

    init(_ role: Principal, _ principals: PrincipalTable, _ environments: EnvironmentTable) {
        contract = principals.contract(of: role)
        breakGlass = principals.breakGlass(role)
        deployment = principals.isDeployment(role)
        environment =
            environments.declared(contract?.environment ?? breakGlass?.environment)
            ?? environments.principal(role)
    }

    /// The clauses that the start of a session breaks.
    func breaches(of start: RoleSessionStart, network: NetworkFacts) -> [ContractBreach] {
        if let contract {
            return ContractCheck.breaches(of: start, contract: contract, network: network)
        }
        guard let breakGlass else { return [] }
        return ContractCheck.breaches(of: start, breakGlass: breakGlass, network: network)
    }
}
