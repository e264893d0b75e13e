import CloudTrail

/// Somebody who can be named in `audit.yaml`: a role, a user, a service, an account, a subject.
public struct Principal: Hashable, Sendable {
    /// What is named.
    public enum Kind: String, Hashable, Sendable {
        /// A role, whoever is in it.
        case role
        /// An IAM user.
        case user
        /// An AWS service, by its host.
        case service
        /// The root user of an account.
        case root
        /// A subject of an OIDC or SAML provider, or of a directory.
        case subject
        /// Anybody of an account, of whom no more is known.
        case account
        /// Nobody is named.
        case unknown
    }

    /// What is named.
    public var kind: Kind
    /// The role's or user's name without its path; the service's host; the subject.
    public var name: String
    /// The ARN, where there is one.
    public var arn: String?
    /// The account, where it is known.
    public var accountID: String?

    /// Names a principal.
    public init(_ kind: Kind, name: String, arn: String? = nil, accountID: String? = nil) {
        self.kind = kind
        self.name = name
        self.arn = arn
        self.accountID = accountID
    }

    /// The role with an ARN, whose path may be missing.
    public init(role arn: String) {
        let parts = ResourceName(arn)
        self.init(.role, name: parts?.lastName ?? arn, arn: arn, accountID: parts?.accountID)
    }

    /// Who made a call: a role's session is its role.
    public init(_ identity: Identity) {
        if let role = identity.role {
            self.init(role: role)
            accountID = accountID ?? identity.accountID
            return
        }
        let parts = ResourceName(identity.principal)
        let name = parts?.lastName ?? identity.principal
        let kind: Kind =
            switch identity.kind {
            case .root: .root
            case .user: .user
            case .service: .service
            case .federated, .web, .saml, .directory: .subject
            case .account: .account
            case .unknown, .role, .instance: identity.principal.isEmpty ? .unknown : .subject
            }
        self.init(
            kind,
            name: kind == .subject && parts == nil ? identity.principal : name,
            arn: parts == nil ? nil : identity.principal,
            accountID: identity.accountID
        )
    }
}
