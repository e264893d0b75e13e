import CloudTrail

/// What the declared architecture says about one event.
///
/// For example:
///
/// ```swift
/// let facts = classifier.facts(for: event)
/// facts.kind                  // .workload
/// facts.isCrossEnvironment    // true
/// facts.breaches              // [network: from 45.83.64.11, an unknown address; …]
/// facts.value(of: .secretReader, in: event)   // .text("undeclared")
/// ```
///
/// What most events lack (secrets, a session's start, breaches) is kept apart, so that facts of an
/// ordinary event are a few references.
public struct Facts: FactParts, Sendable {
    /// The caller.
    public let principal: PrincipalFacts
    /// Where the call came from.
    public let network: NetworkFacts
    /// The environment of the account; nil where it is not declared.
    public let accountEnvironment: EnvironmentFact?
    /// How the call ended.
    public let outcome: Outcome
    /// What the caller is; an IAM user in the console is taken to be a person.
    public let kind: PrincipalFacts.Kind
    package let resourceEnvironment: EnvironmentFact?
    package let declarations: DeclarationTable
    private let detail: FactDetail?

    /// The touches of secrets; the same that `SecretAccess.accesses(in:)` gives.
    public var secretAccesses: [SecretAccess] { detail?.accesses ?? [] }
    /// The secrets, in the order of the accesses that name one.
    public var secrets: [SecretFacts] { detail?.secrets ?? [] }
    /// The start of a session.
    public var sessionStart: RoleSessionStart? { detail?.start }
    package var startedRole: RoleFacts? { detail?.role }
    /// The clauses that are broken.
    public var breaches: [ContractBreach] { detail?.breaches ?? [] }
    /// How the time lies to the windows of the deployment role.
    public var window: WindowState { detail?.window ?? .none }

    /// All that can be found out.
    init(_ facts: LazyFacts) {
        principal = facts.principal
        network = facts.network
        accountEnvironment = facts.accountEnvironment
        outcome = facts.outcome
        kind = facts.kind
        resourceEnvironment = facts.resourceEnvironment
        declarations = facts.declarations
        detail = FactDetail(facts)
    }
}

/// What few events have.
private final class FactDetail: Sendable {
    let accesses: [SecretAccess]
    let secrets: [SecretFacts]
    let start: RoleSessionStart?
    let role: RoleFacts?
    let breaches: [ContractBreach]
    let window: WindowState

    /// Nothing where an event has none of it.
    init?(_ facts: LazyFacts) {
        accesses = facts.secretAccesses
        start = facts.sessionStart
        breaches = facts.breaches
        window = facts.window
        guard !accesses.isEmpty || start != nil || !breaches.isEmpty || window != .none else {
            return nil
        }
        secrets = facts.secrets
        role = facts.startedRole
    }
}
