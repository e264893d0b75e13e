import SecurityArchitecture

/// How often somebody got a secret's value from one address, or was refused it.
public struct SecretReadCount: Sendable, Hashable {
    /// The secret.
    public var secret: SecretReference
    /// Who.
    public var principal: IndexedPrincipal
    /// `sourceIPAddress`.
    public var address: String?
    /// Whether a long-term key of a user was used.
    public var isLongTermKey: Bool
    /// How often the value was got.
    public var reads: Int
    /// How often it was refused.
    public var denied: Int
    /// The first time of either, in seconds since 1970.
    public var first: Int64
    /// The last time of either.
    public var last: Int64
}
