/// What kind of credential a secret holds.
public enum SecretKind: String, CaseIterable, Hashable, Sendable {
    /// The address, user and password of a database.
    case connectionString = "connection-string"
    /// The id and secret of an OAuth2 client.
    case oauth2Client = "oauth2-client"
    /// A key of somebody else's API.
    case apiKey = "api-key"
    /// A token by which one service calls another.
    case serviceToken = "service-token"
    /// A private key that signs tokens.
    case jwtSigningKey = "jwt-signing-key"
    /// Anything else.
    case other
}

/// Secrets that are alike: what they hold, who reads them, how often they change.
public struct SecretDeclaration: Hashable, Sendable {
    /// The rotation that is asked for.
    public struct Rotation: Hashable, Sendable {
        /// The longest time between two rotations.
        public var maximumAge: TimeSpan?
        /// Who rotates: they may also read and write.
        public var rotators: [PrincipalPattern]
    }

    /// The name that the declaration gives the group.
    public var name: String
    /// What the secrets hold.
    public var kind: SecretKind
    /// The names of the secrets, or their ARNs without the random suffix.
    public var patterns: [NamePattern]
    /// The environment; nil where the environments' own patterns decide.
    public var environment: String?
    /// Who may read; nil where nothing is declared, so that nobody can be judged.
    public var readers: [PrincipalPattern]?
    /// The rotation; nil where none is asked for.
    public var rotation: Rotation?
    /// The regions that copies may lie in; nil where nothing is declared.
    public var replicaRegions: [String]?
}
