import CloudTrail

/// Gives single derived fields of events, and finds out no more of their facts than these take.
///
/// For example:
///
/// ```swift
/// let reader = FactReader(Classifier(architecture))
/// for event in events {
///     reader.begin(event)
///     if reader.value(of: .principalKind) == .text("root") { report(event) }
/// }
/// ```
///
/// Rules ask of nearly every event what the caller is, and of few what these touch: the values
/// are the same as those of the event's ``Facts``, which take several times as long.
///
/// - complexity: O(n) in the bytes of what is asked for, where it is not known from another event.
/// - note: A reader belongs to one thread at a time.
public final class FactReader: FactParts {
    private let classifier: Classifier
    private var event: Event?
    private var known = KnownParts()

    /// Makes a reader.
    public init(_ classifier: Classifier) { self.classifier = classifier }

    /// Turns to another event.
    public func begin(_ event: Event) {
        self.event = event
        known = KnownParts()
    }

    /// Turns to an event of which something has been found out already.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - caller: The number of its caller among the classifier's spellings.
    ///   - resource: Its `mainResource`, unless nobody has looked for it.
    ///   - topics: What it may be about.
    package func begin(
        _ event: Event,
        caller: Int,
        resource: String?? = nil,
        topics: EventTopics = .all
    ) {
        self.event = event
        known = KnownParts(caller: caller, resource: resource)
        if !topics.contains(.secrets) { known.accesses = [] }
        if !topics.contains(.sessions) {
            known.start = .some(nil)
            known.role = .some(nil)
        }
    }

    /// The value of a field; nil where it does not apply.
    ///
    /// - precondition: ``begin(_:)`` was called.
    public func value(of field: FactField) -> FactValue? {
        value(of: field, in: current)
    }

    private var current: Event {
        guard let event else { preconditionFailure("a reader must begin with an event") }
        return event
    }
}

/// What has been found out of an event's facts.
private struct KnownParts {
    var caller: Int?
    var resource: String??
    var principal: PrincipalFacts?
    var network: NetworkFacts?
    var account: EnvironmentFact??
    var resourceEnvironment: EnvironmentFact??
    var accesses: [SecretAccess]?
    var secrets: [SecretFacts]?
    var start: RoleSessionStart??
    var role: RoleFacts??
    var breaches: [ContractBreach]?
}

extension FactReader {
    package var principal: PrincipalFacts {
        if let principal = known.principal { return principal }
        let principal = classifier.principal(of: current, caller: known.caller)
        known.principal = principal
        return principal
    }

    package var network: NetworkFacts {
        if let network = known.network { return network }
        let network = classifier.network(of: current, principal)
        known.network = network
        return network
    }

    package var accountEnvironment: EnvironmentFact? {
        if let account = known.account { return account }
        let account = classifier.account(of: current, principal)
        known.account = .some(account)
        return account
    }

    package var outcome: Outcome { current.outcome }

    package var kind: PrincipalFacts.Kind { classifier.kind(of: principal, in: current) }

    package var resourceEnvironment: EnvironmentFact? {
        if let environment = known.resourceEnvironment { return environment }
        let environment = classifier.resourceEnvironment(of: current, known.resource)
        known.resourceEnvironment = .some(environment)
        return environment
    }

    package var secretAccesses: [SecretAccess] {
        if let accesses = known.accesses { return accesses }
        let accesses = classifier.secretAccesses(in: current, by: principal)
        known.accesses = accesses
        return accesses
    }

    package var secrets: [SecretFacts] {
        if let secrets = known.secrets { return secrets }
        let secrets = classifier.secrets(of: secretAccesses)
        known.secrets = secrets
        return secrets
    }

    package var sessionStart: RoleSessionStart? {
        if let start = known.start { return start }
        let start = classifier.sessionStart(in: current, by: principal)
        known.start = .some(start)
        return start
    }

    package var startedRole: RoleFacts? {
        if let role = known.role { return role }
        let role = sessionStart?.role.map(classifier.role)
        known.role = .some(role)
        return role
    }

    package var breaches: [ContractBreach] {
        if let breaches = known.breaches { return breaches }
        var breaches = classifier.breaches(of: current, principal) { network }
        if let start = sessionStart, let role = startedRole {
            let own = role.breaches(of: start, network: network)
            // The role's clauses and the caller's may both have a say about the network.
            breaches =
                own + breaches.filter { caller in !own.contains { $0.clause == caller.clause } }
        }
        known.breaches = breaches
        return breaches
    }

    package var window: WindowState {
        let contract =
            startedRole.map(\.contract) ?? (principal.hasContract ? principal.contract : nil)
        return contract.map { WindowState(current.time, $0) } ?? .none
    }

    package var declarations: DeclarationTable { classifier.declarations }
}
