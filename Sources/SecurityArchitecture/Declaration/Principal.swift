import CloudTrail

/// A principal that `audit.yaml` can name: a role, a user, a service, an account, a subject.
package struct Principal: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// A role, whatever the session.
        case role
        case user
        /// An AWS service, by its host.
        case service
        /// The root user of an account.
        case root
        /// A subject of an OIDC or SAML provider, or of a directory.
        case subject
        /// Somebody in an account, of whom no more is known.
        case account
        /// No principal is known.
        case unknown
    }

    package var kind: Kind
    /// The role's or user's name without its path; the service's host; the subject.
    package var name: String
    package var arn: String?
    package var accountID: String?

    package init(_ kind: Kind, name: String, arn: String? = nil, accountID: String? = nil) {
        self.kind = kind
        self.name = name
        self.arn = arn
        self.accountID = accountID
    }

    /// The role of an ARN, whose path may be missing.
    package init(role arn: String) {
        let parts = ResourceName(arn)
        self.init(.role, name: parts?.lastName ?? arn, arn: arn, accountID: parts?.accountID)
    }

    /// The caller of an event: a role session counts as its role.
    package init(_ identity: Identity) {
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

extension Principal {
    /// The role or user that a call is about, where its resource is one.
    ///
    /// - parameters:
    ///   - resource: An ARN, `role/NAME` as messages about denied calls have it, or a name.
    ///   - kind: What a bare name is the name of.
    ///   - accountID: The account of the call.
    init?(target resource: String, as kind: Kind? = nil, in accountID: String? = nil) {
        let arn = ResourceName(resource)
        guard arn == nil || arn?.service == "iam" else { return nil }
        let path = arn?.resource ?? resource
        if let kind = Self.kind(ofPath: path) {
            self.init(
                kind,
                name: path.split(separator: "/").last.map(String.init) ?? path,
                arn: arn == nil ? nil : resource,
                accountID: arn?.accountID ?? accountID
            )
        } else if arn == nil, let kind {
            let ownARN = accountID.map { "arn:aws:iam::\($0):\(kind.rawValue)/\(resource)" }
            self.init(kind, name: resource, arn: ownARN, accountID: accountID)
        } else {
            return nil
        }
    }

    private static func kind(ofPath path: String) -> Kind? {
        if path.hasPrefix("role/") || path.hasPrefix("instance-profile/") { return .role }
        return path.hasPrefix("user/") ? .user : nil
    }

    /// What the calls to IAM of one name are about; an instance profile counts as the role in it.
    package static func kind(ofTargetsOf action: String) -> Kind? {
        if action.contains("Role") || action.contains("InstanceProfile") { return .role }
        let isAboutUsers = ["User", "LoginProfile", "AccessKey", "MFADevice"]
            .contains { action.contains($0) }
        return isAboutUsers ? .user : nil
    }
}

/// Which subjects of an OIDC provider may assume a role.
///
/// For example `repo:acme/shop:ref:refs/heads/main` of GitHub, `project_path:acme/shop:*` of
/// GitLab, `system:serviceaccount:shop:deployer` of EKS.
package struct SubjectPattern: Hashable, Sendable {
    package let subject: NamePattern
    /// For the provider's host or ARN; nil for any.
    package let provider: NamePattern?

    /// Whether a subject of a provider matches.
    ///
    /// - parameters:
    ///   - subject: The token's subject.
    ///   - provider: An ARN such as `arn:aws:iam::1:oidc-provider/HOST`, or the host alone; nil,
    ///     where the record does not name it, matches.
    package func matches(subject: String, provider: String?) -> Bool {
        self.subject.matches(subject) && isOf(provider: provider)
    }

    /// Whether subjects of a provider are meant; nil is where a record does not name it.
    func isOf(provider: String?) -> Bool {
        guard let wanted = self.provider, let provider else { return true }
        return wanted.matches(provider) || wanted.matches(Self.host(provider))
    }

    private static func host(_ provider: String) -> String {
        guard let range = provider.utf8.firstRange(of: Array(":oidc-provider/".utf8)) else {
            return provider
        }
        return String(provider[range.upperBound...])
    }

    /// Whether a text in `assumed-by` is a subject rather than a principal.
    static func isSubject(_ text: String) -> Bool {
        !text.hasPrefix("arn:") && text.contains(":")
    }
}

extension SubjectPattern: CustomStringConvertible {
    package var description: String { subject.description }
}
