import CloudTrail

/// Somebody who can be named in `audit.yaml`: a role, a user, a service, an account, a subject.
package struct Principal: Hashable, Sendable {
    /// What is named.
    package enum Kind: String, Hashable, Sendable {
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
    package var kind: Kind
    /// The role's or user's name without its path; the service's host; the subject.
    package var name: String
    /// The ARN, where there is one.
    package var arn: String?
    /// The account, where it is known.
    package var accountID: String?

    /// Names a principal.
    package init(_ kind: Kind, name: String, arn: String? = nil, accountID: String? = nil) {
        self.kind = kind
        self.name = name
        self.arn = arn
        self.accountID = accountID
    }

    /// The role with an ARN, whose path may be missing.
    package init(role arn: String) {
        let parts = ResourceName(arn)
        self.init(.role, name: parts?.lastName ?? arn, arn: arn, accountID: parts?.accountID)
    }

    /// Who made a call: a role's session is its role.
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

/// Which subjects of an OIDC provider may take a role.
///
/// For example `repo:acme/shop:ref:refs/heads/main` of GitHub, `project_path:acme/shop:*` of
/// GitLab, `system:serviceaccount:shop:deployer` of EKS.
package struct SubjectPattern: Hashable, Sendable {
    /// The pattern of the subject.
    package let subject: NamePattern
    /// The pattern of the provider's host or ARN; nil for any.
    package let provider: NamePattern?

    /// Whether a subject of a provider is meant.
    ///
    /// - parameters:
    ///   - subject: The token's subject.
    ///   - provider: An ARN such as `arn:aws:iam::1:oidc-provider/HOST`, or the host alone; a
    ///     provider that the record does not tell is taken to be the right one.
    package func matches(subject: String, provider: String?) -> Bool {
        guard self.subject.matches(subject) else { return false }
        guard let wanted = self.provider, let provider else { return true }
        return wanted.matches(provider) || wanted.matches(Self.host(provider))
    }

    private static func host(_ provider: String) -> String {
        guard let range = provider.utf8.firstRange(of: Array(":oidc-provider/".utf8)) else {
            return provider
        }
        return String(provider[range.upperBound...])
    }

    /// Whether a text in `assumed-by` is a subject and not a principal.
    static func isSubject(_ text: String) -> Bool {
        !text.hasPrefix("arn:") && text.contains(":")
    }
}

extension SubjectPattern: CustomStringConvertible {
    /// The subject's pattern, as it was written.
    package var description: String { subject.description }
}
