import CloudTrail

/// What a caller is, as far as it does not depend on the single event.
public final class PrincipalFacts: Sendable {
    /// The kinds of callers that rules tell apart.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
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
    public let kind: Kind
    /// How that is known.
    public let kindProvenance: Provenance
    /// Who the caller is: a role and not its session.
    public let principal: Principal
    /// The environment that the caller belongs to.
    public let environment: EnvironmentFact?
    /// The contract of the role, where a deployment role with one calls.
    public let contract: DeploymentRole?
    /// Where the caller may call from; nil where nothing is declared.
    public let sources: [NetworkSource]?
    /// The caller as the record has it; of two sessions of a role, each its own.
    public let identity: Identity
    /// The ARN of the caller's session.
    public var session: String? { identity.session }
    /// When the session began; only known of deployment roles.
    public let sessionCreated: EventTime?
    /// Whether an AWS service calls with the caller's forwarded credentials.
    public var isForwarded: Bool { identity.isForwarded }
    /// Whether there is a contract: asking for it copies it, and nearly all callers have none.
    let hasContract: Bool
    let hasSources: Bool

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
        self.identity = identity
        self.sessionCreated = sessionCreated
        hasContract = role.contract != nil
        hasSources = role.sources != nil
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
}
