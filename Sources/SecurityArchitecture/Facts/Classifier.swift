import Basics
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
package final class Classifier {
    /// The architecture that events are checked against.
    package let architecture: Architecture

    let environments: EnvironmentTable
    let networks: NetworkTable
    let principals: PrincipalTable
    let secrets: SecretTable
    let declarations: DeclarationTable
    /// What is known of callers, actions and requests; whoever gives the classifier events may ask
    /// it for more.
    package let shared = WorkerCache()
    private var cache = ClassifierCache()

    /// - parameter architecture: What is declared.
    package init(_ architecture: Architecture) {
        self.architecture = architecture
        environments = EnvironmentTable(architecture)
        networks = NetworkTable(architecture)
        principals = PrincipalTable(architecture, environments)
        secrets = SecretTable(architecture, environments)
        declarations = DeclarationTable(architecture, principals)
    }

    /// The facts of an event.
    package func facts(for event: Event) -> Facts {
        let reader = FactReader(self)
        reader.begin(event)
        return Facts(LazyFacts(reader: reader, held: HeldEvent(event)))
    }

    /// What a caller is; an IAM user in the console is taken to be a person.
    func kind(of principal: PrincipalFacts, in event: Event) -> PrincipalFacts.Kind {
        kind(of: principal, isInConsole: event.isInConsole)
    }

    /// What a caller is, for those who have kept of the event that it was made in the console.
    package func kind(
        of principal: PrincipalFacts,
        isInConsole: @autoclosure () -> Bool
    ) -> PrincipalFacts.Kind {
        guard principal.kind == .unknown, principal.principal.kind == .user,
            architecture.guessesTheRest, isInConsole()
        else { return principal.kind }
        return .human
    }

    /// What the caller of an event is.
    ///
    /// - parameter known: What is known of the event.
    func principal(of event: Event, _ known: KnownEvent) -> PrincipalFacts {
        let caller = shared.caller(of: event, known)
        if let facts = caller.facts { return facts }
        let common = caller.common ?? commonFacts(of: caller)
        caller.common = common
        let facts = PrincipalFacts(
            common,
            caller.identity,
            sessionCreated: common.contract == nil ? nil : event.sessionCreated
        )
        // When its session began is not the caller's, but the session's.
        if common.contract == nil { caller.facts = facts }
        return facts
    }

    /// What holds for all sessions of a role or user.
    private func commonFacts(of caller: CallerRecord) -> PrincipalClass {
        let identity = caller.identity
        let key =
            "\(identity.kind.rawValue) \(identity.role ?? identity.principal) "
            + (identity.accountID ?? "")
        if let cached = cache.classes[key] { return cached }
        let common = principals.classify(caller.principal, identity)
        cache.classes[key] = common
        return common
    }

    func network(of event: Event, _ principal: PrincipalFacts) -> NetworkFacts {
        let source = cache.sources.value(of: event, .sourceIPAddress) { networks.source($0) }
        guard networks.hasEndpoints, event.has(.vpcEndpointId) else { return source }
        let endpoint = event.text(.vpcEndpointId)
        return networks.refined(source, endpoint: endpoint, isForwarded: principal.isForwarded)
    }

    func account(of event: Event, _ principal: PrincipalFacts) -> EnvironmentFact? {
        guard event.has(.recipientAccountId) else {
            return environments.account(principal.principal.accountID)
        }
        return cache.accounts.value(of: event, .recipientAccountId) { environments.account($0) }
    }

    /// The environment that the name of the event's resource shows.
    ///
    /// - parameter resource: Its `mainResource`, if that has been found already.
    func resourceEnvironment(of event: Event, _ resource: String??) -> EnvironmentFact? {
        guard environments.looksAtResources, let resource = resource ?? event.mainResource else {
            return nil
        }
        guard !event.hasText(.eventSource, "iam.amazonaws.com") else {
            // The same name may be a role's and a user's, and patterns may name the account.
            let target = Principal(
                target: resource,
                as: event.text(.eventName).flatMap(Principal.kind(ofTargetsOf:)),
                in: event.text(.recipientAccountId)
            )
            return environments.resource(resource, target)
        }
        if let known = cache.resources[resource] { return known }
        let fact = environments.resource(resource, Principal(target: resource))
        cache.resources[resource] = .some(fact)
        return fact
    }
}

extension Classifier {
    /// The secrets that are accessed.
    func secrets(of accesses: [SecretAccess]) -> [SecretFacts] {
        accesses.compactMap(\.reference).map(secret)
    }

    private func secret(_ reference: SecretReference) -> SecretFacts {
        let key = SecretSpelling(reference)
        if let known = cache.secrets[key] { return known }
        let facts = secrets.facts(reference)
        cache.secrets[key] = facts
        return facts
    }

    /// The start of a session in an event; of other services there is none.
    func sessionStart(in event: Event, by principal: PrincipalFacts) -> RoleSessionStart? {
        RoleSessionStart(event) { (principal.identity, principal.principal) }
    }

    /// The clauses that the caller breaks by an event, apart from those of a session's start.
    func breaches(
        of event: Event,
        _ principal: PrincipalFacts,
        from network: () -> NetworkFacts
    ) -> [ContractBreach] {
        guard !principal.hasContract else {
            return ContractCheck.breaches(
                of: event.actionNames,
                at: event.time,
                by: principal,
                network: network()
            )
        }
        let client =
            principal.hasClients
            ? ContractCheck.breach(by: event.sessionClient, allowed: principal.clients) : nil
        let others = client.map { [$0] } ?? []
        guard principal.hasSources, let sources = principal.sources else { return others }
        let network = network()
        guard !network.isAmong(sources) else { return others }
        return ContractCheck.breaches(of: [], at: event.time, by: principal, network: network)
            + others
    }

    /// What a role is.
    func role(_ arn: String) -> RoleFacts {
        if let known = cache.roles[arn] { return known }
        let facts = RoleFacts(Principal(role: arn), principals, environments)
        cache.roles[arn] = facts
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

/// Facts about single things, for those who have kept the things and not the events.
///
/// An index that brings its facts up to date after a change of the declaration asks these.
extension Classifier {
    /// What a caller is.
    ///
    /// - parameters:
    ///   - identity: The caller.
    ///   - sessionCreated: When its session began, which decides about windows.
    package func facts(of identity: Identity, sessionCreated: EventTime? = nil) -> PrincipalFacts {
        PrincipalFacts(
            principals.classify(Principal(identity), identity),
            identity,
            sessionCreated: sessionCreated
        )
    }

    /// What a secret is.
    package func facts(of secret: SecretReference) -> SecretFacts { secrets.facts(secret) }

    /// Where a call came from.
    ///
    /// - parameters:
    ///   - address: `sourceIPAddress`.
    ///   - endpoint: `vpcEndpointId`, where there is one.
    ///   - isForwarded: Whether a service called for somebody.
    package func network(
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
    package func environment(ofAccount id: String) -> EnvironmentFact? { environments.account(id) }

    /// The environment of a role or user.
    package func environment(of principal: Principal) -> EnvironmentFact? {
        RoleFacts(principal, principals, environments).environment
    }

    /// The environment of a resource by its name or ARN; nil where neither shows one, and where
    /// nothing is declared or guessed of resources.
    package func environment(ofResource resource: String) -> EnvironmentFact? {
        guard environments.looksAtResources else { return nil }
        return environments.resource(resource, Principal(target: resource))
    }

    /// The environment of the role or user that a call to IAM names.
    ///
    /// - parameters:
    ///   - target: The name, as the call has it.
    ///   - kind: What it is the name of.
    package func environment(
        ofTarget target: String,
        as kind: Principal.Kind
    ) -> EnvironmentFact? {
        environments.resource(target, Principal(target: target, as: kind))
    }

    /// The contract of a deployment role; nil where none is declared.
    package func contract(of role: Principal) -> DeploymentRole? { principals.contract(of: role) }

    /// How it is known that a role deploys; nil where it does not.
    package func deployment(_ role: Principal) -> Provenance? { principals.isDeployment(role) }

    /// The clauses that the start of a session breaks.
    ///
    /// - parameters:
    ///   - start: The start.
    ///   - network: Where the call came from.
    package func breaches(
        of start: RoleSessionStart,
        network: NetworkFacts
    ) -> [ContractBreach] {
        if start.method == .signIn {
            let clients = principals.clients(of: start.caller)
            let breach = ContractCheck.breach(by: start.client, allowed: clients)
            return breach.map { [$0] } ?? []
        }
        guard let role = start.role.map(Principal.init(role:)) else { return [] }
        return RoleFacts(role, principals, environments).breaches(of: start, network: network)
    }
}
