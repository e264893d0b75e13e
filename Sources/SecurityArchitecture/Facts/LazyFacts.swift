import CloudTrail

/// The facts of the event that a reader is at, each found out when it is first asked for.
struct LazyFacts: FactParts {
    let reader: FactReader
    let event: Event

    var principal: PrincipalFacts {
        if let principal = reader.principal { return principal }
        let principal = reader.classifier.principal(of: event, caller: reader.caller)
        reader.principal = principal
        return principal
    }

    var network: NetworkFacts {
        if let network = reader.network { return network }
        let network = reader.classifier.network(of: event, principal)
        reader.network = network
        return network
    }

    var outcome: Outcome { event.outcome }

    var kind: PrincipalFacts.Kind { reader.classifier.kind(of: principal, in: event) }

    var declarations: DeclarationTable { reader.classifier.declarations }

    var accountEnvironment: EnvironmentFact? {
        if let account = reader.rare?.account { return account }
        let account = reader.classifier.account(of: event, principal)
        reader.keep { $0.account = .some(account) }
        return account
    }

    var resourceEnvironment: EnvironmentFact? {
        if let environment = reader.rare?.resourceEnvironment { return environment }
        let environment = reader.classifier.resourceEnvironment(of: event, reader.resource)
        reader.keep { $0.resourceEnvironment = .some(environment) }
        return environment
    }

    var secretAccesses: [SecretAccess] {
        guard reader.topics.contains(.secrets) else { return [] }
        if let accesses = reader.rare?.accesses { return accesses }
        let accesses = reader.classifier.secretAccesses(in: event, by: principal)
        reader.keep { $0.accesses = accesses }
        return accesses
    }

    var secrets: [SecretFacts] {
        guard reader.topics.contains(.secrets) else { return [] }
        if let secrets = reader.rare?.secrets { return secrets }
        let secrets = reader.classifier.secrets(of: secretAccesses)
        reader.keep { $0.secrets = secrets }
        return secrets
    }

    var sessionStart: RoleSessionStart? {
        guard reader.topics.contains(.sessions) else { return nil }
        if let start = reader.rare?.start { return start }
        let start = reader.classifier.sessionStart(in: event, by: principal)
        reader.keep { $0.start = .some(start) }
        return start
    }

    var startedRole: RoleFacts? {
        guard reader.topics.contains(.sessions) else { return nil }
        if let role = reader.rare?.role { return role }
        let role = sessionStart?.role.map(reader.classifier.role)
        reader.keep { $0.role = .some(role) }
        return role
    }

    var breaches: [ContractBreach] {
        if let breaches = reader.rare?.breaches { return breaches }
        let callers = reader.classifier.breaches(of: event, principal) { network }
        guard let role = startedRole, let start = sessionStart else {
            // Nearly no event breaks anything, which is found out again as quickly.
            if !callers.isEmpty { reader.keep { $0.breaches = callers } }
            return callers
        }
        let own = role.breaches(of: start, network: network)
        // The role's clauses and the caller's may both have a say about the network.
        let breaches =
            own + callers.filter { caller in !own.contains { $0.clause == caller.clause } }
        reader.keep { $0.breaches = breaches }
        return breaches
    }

    var window: WindowState {
        let contract =
            startedRole.map(\.contract) ?? (principal.hasContract ? principal.contract : nil)
        return contract.map { WindowState(event.time, $0) } ?? .none
    }
}
