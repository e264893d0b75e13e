/// Who made a call: the event's `userIdentity`, read into what baselines and people need.
///
/// For example:
///
/// ```swift
/// let identity = event.identity
/// identity.principal    // "arn:aws:iam::510000000001:role/orders-prod-instance"
/// identity.session      // "arn:aws:sts::510000000001:assumed-role/orders-prod-instance/i-0a1b…"
/// ```
///
/// See the [userIdentity element][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
public struct Identity: Hashable, Sendable {
    /// `type` as the record has it; nil where it is absent.
    public var type: String?
    /// The name that baselines can rest on: a role and not its session, a user, a service.
    ///
    /// Only an EC2 instance is its session, which keeps its name. Empty where nobody is named.
    public var principal: String
    /// What kind of principal it is.
    public var kind: PrincipalKind
    /// The ARN of the session, where there is one.
    public var session: String?
    /// The ARN of the role that the session is of.
    public var role: String?
    /// The account of the caller.
    public var accountID: String?
    /// The access key; never an empty text.
    public var accessKeyID: String?
    /// The AWS service that called, or through which the caller did.
    public var invokedBy: String?
    /// Whether the session began with a second factor; nil where the record does not say.
    public var isMFAAuthenticated: Bool?

    /// Makes an identity of which no more is known than who it is.
    public init(principal: String, kind: PrincipalKind) {
        self.principal = principal
        self.kind = kind
    }

    /// The identity of nobody, for records that name none.
    public static let none = Identity(principal: "", kind: .unknown)

    /// Whether an AWS service made the call with the caller's forwarded credentials.
    ///
    /// See [forward access sessions][fas].
    ///
    /// [fas]: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
    public var isForwarded: Bool { invokedBy != nil && kind != .service }
}

/// The kinds of principals, as far as a record alone tells them.
public enum PrincipalKind: Int, CaseIterable, Sendable {
    /// Nobody is named, or the type is none of CloudTrail's.
    case unknown
    /// The root user of an account.
    case root
    /// An IAM user.
    case user
    /// A role, assumed by anyone but an EC2 instance.
    case role
    /// A role's session on an EC2 instance.
    case instance
    /// An AWS service on its own behalf.
    case service
    /// A user federated by GetFederationToken.
    case federated
    /// A subject of an OIDC provider.
    case web
    /// A subject of a SAML provider.
    case saml
    /// A user of IAM Identity Center, or of a directory.
    case directory
    /// Another account, of which no more is known.
    case account

    /// The name used in output.
    public var name: String { "\(self)" }
}
