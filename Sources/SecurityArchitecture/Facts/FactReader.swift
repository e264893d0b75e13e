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
/// Rules ask of nearly every event what the caller is, and of few what these access: the values
/// are the same as those of the event's ``Facts``, which take several times as long.
///
/// - complexity: O(n) in the bytes of what is asked for, where it is not known from another event.
/// - note: A reader belongs to one thread at a time.
package final class FactReader {
    package let classifier: Classifier
    private var held: HeldEvent?
    private(set) var known = KnownEvent()
    private(set) var resource: String??
    var principal: PrincipalFacts?
    var network: NetworkFacts?
    fileprivate var rare: RareParts?

    package init(_ classifier: Classifier) { self.classifier = classifier }

    /// Starts another event.
    package func begin(_ event: Event) {
        var known = classifier.shared.known(of: event)
        // What may be left out is for those to say who know the event well.
        known.topics = .all
        begin(event, known)
    }

    /// Starts an event of which something has been found out already.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - known: What the classifier's cache knows of it; facts that its topics rule out are not
    ///     looked for.
    ///   - resource: Its `mainResource`, unless nobody has looked for it.
    package func begin(
        _ event: Event,
        _ known: KnownEvent,
        resource: String?? = nil
    ) {
        held = HeldEvent(event)
        self.known = known
        self.resource = resource
        principal = nil
        network = nil
        rare = nil
    }

    /// The value of a field of the event at hand; nil where it does not apply.
    package func value(of field: FactField) -> FactValue? {
        guard let held else { return nil }
        return LazyFacts(reader: self, held: held).value(of: field, in: held.event)
    }

    /// Keeps something that few events have.
    fileprivate func keep(_ change: (RareParts) -> Void) {
        let parts = rare ?? RareParts()
        rare = parts
        change(parts)
    }
}

/// An event in an object of its own: with the places of its fields it is 400 bytes, which each
/// value that is asked for would copy.
final class HeldEvent {
    let event: Event

    init(_ event: Event) { self.event = event }
}

/// What has been found out of an event beside its caller and its network.
private final class RareParts {
    var account: EnvironmentFact??
    var resourceEnvironment: EnvironmentFact??
    var accesses: [SecretAccess]?
    var secrets: [SecretFacts]?
    var start: RoleSessionStart??
    var role: RoleFacts??
    var breaches: [ContractBreach]?
    var policy: PolicyFacts??
}

/// The facts of the event that a reader is at, each found out when it is first asked for.
struct LazyFacts: FactParts {
    let reader: FactReader
    let held: HeldEvent

    var event: Event {
        @inline(__always)
        get { held.event }
    }

    var principal: PrincipalFacts {
        if let principal = reader.principal { return principal }
        let principal = reader.classifier.principal(of: event, reader.known)
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
        guard reader.known.topics.contains(.secrets) else { return [] }
        if let accesses = reader.rare?.accesses { return accesses }
        let accesses = reader.classifier.shared.secretAccesses(in: event, reader.known).accesses
        reader.keep { $0.accesses = accesses }
        return accesses
    }

    var secrets: [SecretFacts] {
        guard reader.known.topics.contains(.secrets) else { return [] }
        if let secrets = reader.rare?.secrets { return secrets }
        let secrets = reader.classifier.secrets(of: secretAccesses)
        reader.keep { $0.secrets = secrets }
        return secrets
    }

    var sessionStart: RoleSessionStart? {
        guard reader.known.topics.contains(.sessions) else { return nil }
        if let start = reader.rare?.start { return start }
        let start = reader.classifier.sessionStart(in: event, by: principal)
        reader.keep { $0.start = .some(start) }
        return start
    }

    var startedRole: RoleFacts? {
        guard reader.known.topics.contains(.sessions) else { return nil }
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

    func policy(of event: Event) -> PolicyFacts? {
        if let policy = reader.rare?.policy { return policy }
        let policy = declarations.policy(of: event)
        reader.keep { $0.policy = .some(policy) }
        return policy
    }

    var window: WindowState {
        let contract =
            startedRole.map(\.contract) ?? (principal.hasContract ? principal.contract : nil)
        return contract.map { WindowState(event.time, $0) } ?? .none
    }
}
