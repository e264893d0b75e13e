import CloudTrail

/// What the derived fields of an event are told from.
///
/// ``Facts`` have it all at once, ``LazyFacts`` find out what they are asked for.
package protocol FactParts {
    /// The caller.
    var principal: PrincipalFacts { get }
    /// Where the call came from.
    var network: NetworkFacts { get }
    /// The environment of the account; nil where it is not declared.
    var accountEnvironment: EnvironmentFact? { get }
    /// How the call ended.
    var outcome: Outcome { get }
    /// What the caller is; an IAM user in the console is taken to be a person.
    var kind: PrincipalFacts.Kind { get }
    /// The environment of the resource, where its own name tells one.
    var resourceEnvironment: EnvironmentFact? { get }
    /// The touches of secrets; the same that `SecretAccess.accesses(in:)` gives.
    var secretAccesses: [SecretAccess] { get }
    /// The secrets, in the order of the accesses that name one.
    var secrets: [SecretFacts] { get }
    /// The start of a session.
    var sessionStart: RoleSessionStart? { get }
    /// The role that a session starts in.
    var startedRole: RoleFacts? { get }
    /// The clauses that are broken.
    var breaches: [ContractBreach] { get }
    /// How the time lies to the windows of the deployment role.
    var window: WindowState { get }
    /// What is declared of things that few calls are about.
    var declarations: DeclarationTable { get }
}

extension FactParts {
    /// The environment of what the call is about: secret, role, resource, else the account's.
    package var targetEnvironment: EnvironmentFact? {
        secrets.first?.environment ?? startedRole?.environment ?? resourceEnvironment
            ?? accountEnvironment
    }

    /// Whether caller and target are of different environments, both known.
    package var isCrossEnvironment: Bool {
        guard let own = principal.environment else { return false }
        for secret in secrets where secret.environment != nil {
            if secret.environment?.name != own.name { return true }
        }
        return targetEnvironment.map { $0.name != own.name } ?? false
    }

    /// Whether the call is about production: its target, else its account, else its caller.
    package var isProduction: Bool {
        (targetEnvironment ?? principal.environment)?.isProduction ?? false
    }

    /// Whether the caller is a declared reader of the secrets; undeclared of one is undeclared.
    package var readerStanding: ReaderStanding {
        guard secretAccesses.contains(where: { $0.operation.revealsValue }) else {
            return .unknown
        }
        var standing = ReaderStanding.unknown
        for secret in secrets {
            switch secret.standing(of: principal.principal) {
            case .undeclared: return .undeclared
            case .declared: standing = .declared
            case .unknown: break
            }
        }
        return standing
    }

    /// The name of the role that the event is about.
    package var roleName: String? {
        if let start = sessionStart, let name = start.roleName { return name }
        return principal.principal.kind == .role ? principal.principal.name : nil
    }

    /// How it is known that this role deploys; nil where it does not.
    package var roleDeployment: Provenance? {
        if let startedRole { return startedRole.deployment }
        return principal.kind == .deployment && principal.principal.kind == .role
            ? principal.kindProvenance : nil
    }

    /// The environment of this role.
    package var roleEnvironment: EnvironmentFact? {
        if let startedRole { return startedRole.environment }
        return principal.principal.kind == .role ? principal.environment : nil
    }
}
