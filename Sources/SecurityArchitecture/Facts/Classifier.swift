import CloudTrail

/// Gives events their facts.
///
/// For example:
///
/// ```swift
/// let classifier = Classifier(architecture)
/// let facts = classifier.facts(for: event)
/// ```
///
/// The facts depend on nothing but the event and the architecture. Identities, addresses,
/// accounts, secrets and resources are classified once and remembered; what is remembered is
/// bounded, and forgotten all at once when it grows too large.
///
/// - complexity: O(n) in the bytes of `userIdentity` for an event whose parts are known. Memory is
///   at most about 32 MiB.
/// - note: A classifier belongs to one thread at a time; give each worker its own.
public final class Classifier {
    /// The architecture that events are judged by.
    public let architecture: Architecture

    let environments: EnvironmentTable
    let networks: NetworkTable
    let principals: PrincipalTable
    let secrets: SecretTable
    let declarations: DeclarationTable
    private var memo = Memo()

    /// Makes a classifier.
    ///
    /// - parameter architecture: What is declared.
    public init(_ architecture: Architecture) {
        self.architecture = architecture
        environments = EnvironmentTable(architecture)
        networks = NetworkTable(architecture)
        principals = PrincipalTable(architecture, environments)
        secrets = SecretTable(architecture, environments)
        declarations = DeclarationTable(architecture)
    }

    /// The facts of an event.
    public func facts(for event: Event) -> Facts {
        facts(for: event, resource: environments.looksAtResources ? event.mainResource : nil)
    }

    /// The facts of an event whose main resource has been found already.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - resource: Its `mainResource`.
    public func facts(for event: Event, resource: String?) -> Facts {
        let principal = principal(of: event)
        let network = network(of: event, principal)
        let outcome = event.outcome
        return Facts(
            principal: principal,
            network: network,
            accountEnvironment: account(of: event, principal),
            outcome: outcome,
            kind: kind(of: principal, in: event),
            resourceEnvironment: environments.looksAtResources
                ? resource.flatMap(resourceEnvironment) : nil,
            detail: detail(of: event, principal, network),
            declarations: declarations
        )
    }

    /// What a caller is; an IAM user in the console is taken to be a person.
    func kind(of principal: PrincipalFacts, in event: Event) -> PrincipalFacts.Kind {
        guard principal.kind == .unknown, principal.principal.kind == .user,
            architecture.guessesTheRest, event.isInConsole
        else { return principal.kind }
        return .human
    }

    /// Whether an event may break a contract's clauses: nearly none may.
    func mayBreach(_ principal: PrincipalFacts, in event: Event) -> Bool {
        guard !principal.hasContract, !principal.hasSources else { return true }
        switch EventService(event) {
        case .securityTokens, .signIn, .identities: return true
        case .secretsManager, .systemsManager, .keyManagement, .other: return false
        }
    }

    func principal(of event: Event) -> PrincipalFacts {
        let number = memo.number(ofIdentity: event)
        if let known = memo.principals[number] { return known }
        let identity = event.identity
        let key =
            "\(identity.kind.rawValue) \(identity.role ?? identity.principal) "
            + (identity.accountID ?? "")
        let common: PrincipalClass
        if let known = memo.classes[key] {
            common = known
        } else {
            common = principals.classify(Principal(identity), identity)
            memo.classes[key] = common
        }
        let facts = PrincipalFacts(
            common,
            identity,
            sessionCreated: common.contract == nil ? nil : event.sessionCreated
        )
        memo.principals[number] = facts
        return facts
    }

    func network(of event: Event, _ principal: PrincipalFacts) -> NetworkFacts {
        let source = memo.sources.value(of: event, .sourceIPAddress) { networks.source($0) }
        guard networks.hasEndpoints, event.has(.vpcEndpointId) else { return source }
        let endpoint = event.text(.vpcEndpointId)
        return networks.refined(source, endpoint: endpoint, isForwarded: principal.isForwarded)
    }

    func account(of event: Event, _ principal: PrincipalFacts) -> EnvironmentFact? {
        guard event.has(.recipientAccountId) else {
            return environments.account(principal.principal.accountID)
        }
        return memo.accounts.value(of: event, .recipientAccountId) { environments.account($0) }
    }

    private func resourceEnvironment(_ resource: String) -> EnvironmentFact? {
        if let known = memo.resources[resource] { return known }
        let fact = environments.resource(resource)
        memo.resources[resource] = .some(fact)
        return fact
    }
}

extension Classifier {
    /// What few events have; nil for all others.
    private func detail(
        of event: Event,
        _ principal: PrincipalFacts,
        _ network: NetworkFacts
    ) -> FactDetail? {
        switch EventService(event) {
        case .secretsManager, .systemsManager, .keyManagement:
            let accesses = memo.secretAccesses(in: event, by: principal.identity)
            if !accesses.isEmpty { return detail(of: event, accesses, principal, network) }
        case .securityTokens, .signIn, .identities:
            if let start = RoleSessionStart(
                event,
                caller: { (principal.identity, principal.principal) }
            ) {
                return detail(of: event, start, principal, network)
            }
        case .other: break
        }
        guard principal.hasContract || principal.hasSources else { return nil }
        let breaches = breaches(of: event, principal, network)
        let window = window(event, principal)
        guard !breaches.isEmpty || window != .none else { return nil }
        return FactDetail(breaches: breaches, window: window)
    }

    private func window(_ event: Event, _ principal: PrincipalFacts) -> WindowState {
        guard principal.hasContract, let contract = principal.contract else { return .none }
        return WindowState(event.time, contract)
    }

    private func secret(_ reference: SecretReference) -> SecretFacts {
        let key = SecretSpelling(reference)
        if let known = memo.secrets[key] { return known }
        let facts = secrets.facts(reference)
        memo.secrets[key] = facts
        return facts
    }

    private func breaches(
        of event: Event,
        _ principal: PrincipalFacts,
        _ network: NetworkFacts
    ) -> [ContractBreach] {
        guard !principal.hasContract else {
            return ContractCheck.breaches(
                of: event.actionNames,
                at: event.time,
                by: principal,
                network: network
            )
        }
        guard principal.hasSources, let sources = principal.sources, !network.isAmong(sources)
        else { return [] }
        return ContractCheck.breaches(of: [], at: event.time, by: principal, network: network)
    }

    private func detail(
        of event: Event,
        _ accesses: [SecretAccess],
        _ principal: PrincipalFacts,
        _ network: NetworkFacts
    ) -> FactDetail {
        let secrets = accesses.compactMap(\.reference).map(secret)
        var standing = ReaderStanding.unknown
        if accesses.contains(where: { $0.operation.revealsValue }) {
            let standings = secrets.map { $0.standing(of: principal.principal) }
            standing =
                standings.contains(.undeclared)
                ? .undeclared : standings.contains(.declared) ? .declared : .unknown
        }
        return FactDetail(
            accesses: accesses,
            secrets: secrets,
            breaches: breaches(of: event, principal, network),
            window: window(event, principal),
            standing: standing
        )
    }

    private func detail(
        of event: Event,
        _ start: RoleSessionStart,
        _ principal: PrincipalFacts,
        _ network: NetworkFacts
    ) -> FactDetail {
        let callers = breaches(of: event, principal, network)
        guard let arn = start.role else {
            let window = window(event, principal)
            return FactDetail(start: start, breaches: callers, window: window)
        }
        let role = role(arn)
        let own = role.breaches(of: start, network: network)
        // The role's clauses and the caller's may both have a say about the network.
        let others =
            own.isEmpty
            ? callers
            : callers.filter { caller in !own.contains { $0.clause == caller.clause } }
        return FactDetail(
            start: start,
            roleEnvironment: role.environment,
            roleDeployment: role.deployment,
            breaches: own + others,
            window: role.contract.map { WindowState(event.time, $0) } ?? .none
        )
    }

    private func role(_ arn: String) -> RoleFacts {
        if let known = memo.roles[arn] { return known }
        let facts = RoleFacts(Principal(role: arn), principals, environments)
        memo.roles[arn] = facts
        return facts
    }
}

extension Event {
    /// When the caller's session began.
    fileprivate var sessionCreated: EventTime? {
        self[.userIdentity]?[path: "sessionContext", "attributes", "creationDate"]?.string
            .flatMap { EventTime($0) }
    }
}
