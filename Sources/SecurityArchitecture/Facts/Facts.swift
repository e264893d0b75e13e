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
public struct Facts: Sendable {
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
    /// The environment of the resource, where its own name tells one.
    let resourceEnvironment: EnvironmentFact?
    let detail: FactDetail?
    /// What is declared of things that few calls are about.
    let declarations: DeclarationTable

    /// The touches of secrets; the same that `SecretAccess.accesses(in:)` gives.
    public var secretAccesses: [SecretAccess] { detail?.accesses ?? [] }
    /// The secrets, in the order of the accesses that name one.
    public var secrets: [SecretFacts] { detail?.secrets ?? [] }
    /// The start of a session.
    public var sessionStart: RoleSessionStart? { detail?.start }
    /// The clauses that are broken.
    public var breaches: [ContractBreach] { detail?.breaches ?? [] }
    /// How the time lies to the windows of the deployment role.
    public var window: WindowState { detail?.window ?? .none }

    /// The environment of what the call is about: secret, role, resource, else the account's.
    public var targetEnvironment: EnvironmentFact? {
        detail?.secrets.first?.environment ?? detail?.roleEnvironment ?? resourceEnvironment
            ?? accountEnvironment
    }

    /// Whether caller and target are of different environments, both known.
    public var isCrossEnvironment: Bool {
        guard let own = principal.environment else { return false }
        for secret in secrets where secret.environment != nil {
            if secret.environment?.name != own.name { return true }
        }
        return targetEnvironment.map { $0.name != own.name } ?? false
    }

    /// Whether the call is about production: its target, else its account, else its caller.
    public var isProduction: Bool {
        (targetEnvironment ?? principal.environment)?.isProduction ?? false
    }

    /// Whether the caller is a declared reader of the secrets; undeclared of one is undeclared.
    public var readerStanding: ReaderStanding { detail?.standing ?? .unknown }
}

/// What few events have.
final class FactDetail: Sendable {
    let accesses: [SecretAccess]
    let secrets: [SecretFacts]
    let start: RoleSessionStart?
    /// The environment of the role that a session starts in.
    let roleEnvironment: EnvironmentFact?
    /// Whether that role deploys.
    let roleDeployment: Provenance?
    let breaches: [ContractBreach]
    let window: WindowState
    let standing: ReaderStanding

    init(
        accesses: [SecretAccess] = [],
        secrets: [SecretFacts] = [],
        start: RoleSessionStart? = nil,
        roleEnvironment: EnvironmentFact? = nil,
        roleDeployment: Provenance? = nil,
        breaches: [ContractBreach] = [],
        window: WindowState = .none,
        standing: ReaderStanding = .unknown
    ) {
        self.accesses = accesses
        self.secrets = secrets
        self.start = start
        self.roleEnvironment = roleEnvironment
        self.roleDeployment = roleDeployment
        self.breaches = breaches
        self.window = window
        self.standing = standing
    }
}
