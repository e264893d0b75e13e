import Basics
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
package struct Facts: FactParts, Sendable {
    /// The caller.
    package let principal: PrincipalFacts
    /// Where the call came from.
    package let network: NetworkFacts
    /// The environment of the account; nil where it is not declared.
    package let accountEnvironment: EnvironmentFact?
    /// How the call ended.
    package let outcome: Outcome
    /// What the caller is; an IAM user in the console is taken to be a person.
    package let kind: PrincipalFacts.Kind
    package let resourceEnvironment: EnvironmentFact?
    package let declarations: DeclarationTable
    private let detail: FactDetail?

    package func policy(of event: Event) -> PolicyFacts? { declarations.policy(of: event) }

    /// The accesses to secrets; the same that `SecretAccess.accesses(in:)` gives.
    package var secretAccesses: [SecretAccess] { detail?.accesses ?? [] }
    /// The secrets, in the order of the accesses that name one.
    package var secrets: [SecretFacts] { detail?.secrets ?? [] }
    package var sessionStart: RoleSessionStart? { detail?.start }
    package var startedRole: RoleFacts? { detail?.role }
    /// The clauses that are broken.
    package var breaches: [ContractBreach] { detail?.breaches ?? [] }
    /// How the time lies to the windows of the deployment role.
    package var window: WindowState { detail?.window ?? .none }

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

/// Where a fact comes from.
package enum Provenance: String, CaseIterable, Hashable, Comparable, Sendable {
    /// The record itself says so.
    case observed
    /// `audit.yaml` says so.
    case declared
    /// A name suggests it; an alert that rests on this says so.
    case guessed

    /// Whether the first is the surer.
    package static func < (left: Provenance, right: Provenance) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .observed: 0
        case .declared: 1
        case .guessed: 2
        }
    }
}

/// An environment that something belongs to, and how that is known.
package struct EnvironmentFact: Hashable, Sendable {
    /// The environment's name.
    package var name: String
    /// Whether it is production.
    package var isProduction: Bool
    /// Declared or guessed.
    package var provenance: Provenance
}

/// What a role is to those who take it.
package final class RoleFacts: Sendable {
    /// The contract, where it is a declared deployment role.
    let contract: DeploymentRole?
    /// The declaration, where it is for emergencies.
    let breakGlass: BreakGlassRole?
    let environment: EnvironmentFact?
    /// How it is known that it deploys; nil where it does not.
    let deployment: Provenance?
    /// How it is known that it is for emergencies; nil where it is not.
    let emergency: Provenance?

    init(_ role: Principal, _ principals: PrincipalTable, _ environments: EnvironmentTable) {
        contract = principals.contract(of: role)
        breakGlass = principals.breakGlass(role)
        deployment = principals.isDeployment(role)
        emergency = principals.isBreakGlass(role)
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

/// What a caller is, as far as it does not depend on the single event.
package final class PrincipalFacts: Sendable {
    /// The kinds of callers that rules tell apart.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A person.
        case human
        /// A program in its instance, task or function, or a user made for one.
        case workload
        /// A role that changes environments, or the pipeline's subject that takes it.
        case deployment
        /// A service of AWS, in its own name or in a service-linked role.
        case awsService = "aws-service"
        /// The root user of an account.
        case root
        /// A role for emergencies.
        case breakGlass = "break-glass"
        /// None of these, as far as one knows.
        case unknown
    }

    /// What the caller is.
    package let kind: Kind
    /// How that is known.
    package let kindProvenance: Provenance
    /// Who the caller is: a role and not its session.
    package let principal: Principal
    /// The environment that the caller belongs to.
    package let environment: EnvironmentFact?
    /// The contract of the role, where a deployment role with one calls.
    package let contract: DeploymentRole?
    /// Where the caller may call from; nil where nothing is declared.
    package let sources: [NetworkSource]?
    /// The clients of the sign-in service that may have the caller's sessions; nil where nothing is
    /// declared.
    package let clients: [SessionClient]?
    /// Whether the caller is declared; nil where the record alone decides what it is (root, AWS
    /// itself, another account's caller), or where nobody is declared.
    package let status: ReaderStatus?
    /// How it is known that the caller rotates secrets; nil where it does not.
    package let rotator: Provenance?
    /// The caller as the record has it; of two sessions of a role, each its own.
    package let identity: Identity
    /// The ARN of the caller's session.
    package var session: String? { identity.session }
    /// The person who acted: the record's, or the name of the session of a role that is declared
    /// to be people's.
    package var person: String? {
        if let person = identity.person { return person }
        guard kind == .human, identity.kind == .role else { return nil }
        return identity.sessionName
    }
    /// Who acted: `ben@acme.example (Security)`, else the principal's name.
    package var actor: String {
        person.map { PersonName.display($0, role: identity.role) } ?? principal.name
    }
    /// When the session began; only known of deployment roles.
    package let sessionCreated: EventTime?
    /// Whether an AWS service calls with the caller's forwarded credentials.
    package var isForwarded: Bool { identity.isForwarded }
    /// Whether there is a contract: asking for it copies it, and nearly all callers have none.
    let hasContract: Bool
    let hasSources: Bool
    let hasClients: Bool

    init(
        _ role: PrincipalClass,
        _ identity: Identity,
        sessionCreated: EventTime? = nil
    ) {
        kind = role.kind
        kindProvenance = role.kindProvenance
        principal = role.principal
        environment = role.environment
        contract = role.contract
        sources = role.sources
        clients = role.clients
        status = role.status
        rotator = role.rotator
        self.identity = identity
        self.sessionCreated = sessionCreated
        hasContract = role.contract != nil
        hasSources = role.sources != nil
        hasClients = role.clients != nil
    }
}

/// What holds for all sessions of a principal.
struct PrincipalClass: Sendable {
    var kind: PrincipalFacts.Kind
    var kindProvenance: Provenance
    var principal: Principal
    var environment: EnvironmentFact?
    var contract: DeploymentRole?
    var sources: [NetworkSource]?
    var clients: [SessionClient]?
    var status: ReaderStatus?
    var rotator: Provenance?
}

/// Whether somebody is meant to read a secret.
package enum ReaderStatus: String, CaseIterable, Hashable, Sendable {
    /// The declaration names the reader.
    case declared
    /// It names others.
    case undeclared
    /// It names nobody, or the call gets no value.
    case unknown
}

/// What a secret is, as far as it does not depend on the single event.
package final class SecretFacts: Sendable {
    /// The secret.
    package let reference: SecretReference
    /// The declaration that it falls under.
    package let declaration: SecretDeclaration?
    /// What it holds; nil where nothing is declared.
    package let kind: SecretKind?
    package let environment: EnvironmentFact?

    init(
        _ reference: SecretReference,
        _ declaration: SecretDeclaration?,
        _ environment: EnvironmentFact?
    ) {
        self.reference = reference
        self.declaration = declaration
        kind = declaration?.kind
        self.environment = environment
    }

    /// Whether a principal is a declared reader; those who rotate the secret are.
    package func status(of principal: Principal) -> ReaderStatus {
        guard let readers = declaration?.readers else { return .unknown }
        if readers.contains(where: { $0.matches(principal) }) { return .declared }
        let rotators = declaration?.rotation?.rotators ?? []
        return rotators.contains { $0.matches(principal) } ? .declared : .undeclared
    }
}

/// Finds the declarations of secrets.
struct SecretTable {
    private var entries: [(pattern: NamePattern, secret: SecretDeclaration)] = []
    private let environments: EnvironmentTable

    init(_ architecture: Architecture, _ environments: EnvironmentTable) {
        self.environments = environments
        for secret in architecture.secrets {
            entries += secret.patterns.map { ($0, secret) }
        }
        entries.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
    }

    /// The facts about a secret; of an ambiguous reference, about the reading that is declared.
    func facts(_ reference: SecretReference) -> SecretFacts {
        let reference = reference.resolved { name in
            var candidate = reference
            candidate.name = name
            return entries.contains { $0.pattern.matches(candidate) }
        }
        let declaration = entries.first { $0.pattern.matches(reference) }?.secret
        let environment =
            environments.declared(declaration?.environment) ?? environments.secret(reference)
        return SecretFacts(reference, declaration, environment)
    }
}
