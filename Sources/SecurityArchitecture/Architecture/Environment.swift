/// An environment: production, staging, development.
public struct Environment: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// Whether it is production, where people's mistakes cost most.
    public var isProduction: Bool
    /// The accounts that are all its own.
    public var accounts: [String]
    /// Roles that belong to it, in whatever account.
    public var roles: [PrincipalPattern]
    /// Secrets and parameters that belong to it, by name or ARN.
    public var secrets: [NamePattern]
    /// Any resources that belong to it, by ARN or the name that calls use.
    public var resources: [NamePattern]
    /// VPCs that belong to it, by id.
    public var vpcs: [NamePattern]
}
