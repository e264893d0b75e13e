import CloudTrail

/// Facts about single things, for those who have kept the things and not the events.
///
/// An index that brings its facts up to date after a change of the declaration asks these.
extension Classifier {
    /// What a caller is.
    ///
    /// - parameters:
    ///   - identity: The caller.
    ///   - sessionCreated: When its session began, by which windows are judged.
    public func facts(of identity: Identity, sessionCreated: EventTime? = nil) -> PrincipalFacts {
        PrincipalFacts(
            principals.classify(Principal(identity), identity),
            identity,
            sessionCreated: sessionCreated
        )
    }

    /// What a secret is.
    public func facts(of secret: SecretReference) -> SecretFacts { secrets.facts(secret) }

    /// Where a call came from.
    ///
    /// - parameters:
    ///   - address: `sourceIPAddress`.
    ///   - endpoint: `vpcEndpointId`, where there is one.
    ///   - isForwarded: Whether a service called for somebody.
    public func network(
        address: String,
        endpoint: String? = nil,
        isForwarded: Bool = false
    ) -> NetworkFacts {
        networks.refined(
            networks.source(address),
            endpoint: endpoint,
            isForwarded: isForwarded
        )
    }

    /// The environment of an account; nil where none is declared.
    public func environment(ofAccount id: String) -> EnvironmentFact? { environments.account(id) }

    /// The environment of a role or user.
    public func environment(of principal: Principal) -> EnvironmentFact? {
        RoleFacts(principal, principals, environments).environment
    }

    /// The environment of a resource by its name or ARN; nil where neither tells one, and where
    /// nothing is declared or guessed of resources.
    public func environment(ofResource resource: String) -> EnvironmentFact? {
        environments.looksAtResources ? environments.resource(resource) : nil
    }

    /// The contract of a deployment role; nil where none is declared.
    public func contract(of role: Principal) -> DeploymentRole? { principals.contract(of: role) }

    /// How it is known that a role deploys; nil where it does not.
    public func deployment(_ role: Principal) -> Provenance? { principals.isDeployment(role) }

    /// The clauses that the start of a session breaks.
    ///
    /// - parameters:
    ///   - start: The start.
    ///   - network: Where the call came from.
    public func breaches(
        of start: RoleSessionStart,
        network: NetworkFacts
    ) -> [ContractBreach] {
        guard let role = start.role.map(Principal.init(role:)) else { return [] }
        return RoleFacts(role, principals, environments).breaches(of: start, network: network)
    }
}
