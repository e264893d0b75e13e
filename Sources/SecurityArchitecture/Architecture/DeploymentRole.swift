/// The contract of a role that changes an environment: who, from where, when, how long, what.
public struct DeploymentRole: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// The role.
    public var role: PrincipalPattern
    /// The environment that it changes.
    public var environment: String?
    /// Principals that may take it; nil where the declaration has no `assumed-by`.
    public var assumers: [PrincipalPattern]?
    /// Subjects of OIDC providers that may take it.
    public var subjects: [SubjectPattern]
    /// Where it may be taken and used from; nil where nothing is declared.
    public var sources: [NetworkSource]?
    /// When it may be taken; nil where nothing is declared.
    public var windows: [TimeWindow]?
    /// When it may not be taken after all.
    public var freezes: [Freeze]
    /// The longest session.
    public var maximumSession: TimeSpan?
    /// What it may do, as `service:Action`; nil where nothing is declared.
    public var allowedActions: [NamePattern]?
    /// What it must not do.
    public var forbiddenActions: [NamePattern]
}

/// A role that people take when everything else fails.
public struct BreakGlassRole: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// The role.
    public var role: PrincipalPattern
    /// The environment.
    public var environment: String?
    /// Who may take it; nil where nothing is declared.
    public var assumers: [PrincipalPattern]?
    /// Where it may be used from; nil where nothing is declared.
    public var sources: [NetworkSource]?
}
