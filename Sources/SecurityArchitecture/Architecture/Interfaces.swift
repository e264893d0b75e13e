/// Keys of KMS that sign tokens.
public struct SigningKey: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// The keys: ARNs, ids or `alias/…`.
    public var keys: [NamePattern]
    /// The algorithm as KMS spells it, for example `RSASSA_PKCS1_V1_5_SHA_256`.
    public var algorithm: String?
    /// Who may sign; nil where nothing is declared.
    public var signers: [PrincipalPattern]?
    /// The environment.
    public var environment: String?
}

/// What guards the public API.
public struct APIDeclaration: Hashable, Sendable {
    /// The ids of API Gateway's API keys.
    public var keys: [String] = []
    /// The ids of usage plans.
    public var usagePlans: [String] = []
    /// The ARNs of WAF access control lists.
    public var webACLs: [String] = []
    /// The origins that may call from a browser.
    public var corsOrigins: [String] = []
}

/// Listeners that ask clients for a certificate.
public struct MutualTLS: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// The ARNs of listeners.
    public var listeners: [String]
    /// The ARNs of trust stores.
    public var trustStores: [String]
}

/// Subnets that have the same way out.
public struct SubnetTier: Hashable, Sendable {
    /// How a subnet reaches the internet.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Through an internet gateway.
        case `public`
        /// Through a NAT gateway.
        case `private`
        /// Not at all.
        case isolated
    }

    /// The way out.
    public var kind: Kind
    /// The ids of the subnets.
    public var ids: [String]
    /// The ids of their route tables.
    public var routeTables: [String]
}
