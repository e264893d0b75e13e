import CloudTrail

/// The security architecture that a team has declared in its `audit.yaml`.
///
/// For example:
///
/// ```swift
/// let architecture = try Architecture(yaml: bytes, file: "audit.yaml")
/// architecture.environments.map(\.name)   // ["prod", "staging", "dev"]
/// let classifier = Classifier(architecture)
/// ```
///
/// Every section may be absent. What is absent is guessed from names, unless `guess: false` says
/// otherwise, and every fact tells whether it was declared or guessed.
///
/// ## Topics
///
/// - ``init(yaml:file:)``
/// - ``guessed``
/// - ``Classifier``
public struct Architecture: Hashable, Sendable {
    /// The environments, in the order of the declaration.
    public var environments: [Environment] = []
    /// The secrets.
    public var secrets: [SecretDeclaration] = []
    /// The deployment roles and their contracts.
    public var deploymentRoles: [DeploymentRole] = []
    /// People.
    public var people: [PrincipalGroup] = []
    /// Workloads.
    public var workloads: [PrincipalGroup] = []
    /// Roles for emergencies.
    public var breakGlassRoles: [BreakGlassRole] = []
    /// Networks.
    public var networks: [Network] = []
    /// Security groups.
    public var securityGroups: [SecurityGroup] = []
    /// Subnets.
    public var subnets: [SubnetTier] = []
    /// Keys that sign tokens.
    public var signingKeys: [SigningKey] = []
    /// What guards the public API.
    public var api = APIDeclaration()
    /// Listeners with client certificates.
    public var mutualTLS: [MutualTLS] = []
    /// The zone of windows and freezes that name none.
    public var timeZone = ClockZone.utc
    /// Whether what is not declared is guessed from names.
    public var guessesTheRest = true
    /// 32 hexadecimal digits that change when what the file says changes.
    ///
    /// It is a hash of the meaning: comments, white space, quotes, the order of keys and whether
    /// aliases were used do not count; the order of lists does.
    public var contentHash = Architecture.undeclaredHash

    /// Whether there is a declaration at all.
    public var isDeclared: Bool { contentHash != Self.undeclaredHash }

    /// Nothing declared, everything guessed.
    public static let guessed = Architecture()

    private static let undeclaredHash = String(repeating: "0", count: 32)

    /// The environment of a name.
    public func environment(named name: String) -> Environment? {
        environments.first { $0.name == name }
    }

    /// The security group with an id, in whatever environment.
    public func securityGroup(id: String) -> SecurityGroup? {
        securityGroups.first { $0.ids.values.contains(id) || $0.sharedIDs.contains(id) }
    }
}
