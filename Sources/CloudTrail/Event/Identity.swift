import Basics

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
package struct Identity: Hashable, Sendable {
    /// `type` as the record has it; nil where it is absent.
    package var type: String?
    /// The name that baselines can rest on: a role and not its session, a user, a service.
    ///
    /// Only an EC2 instance is its session, which keeps its name. Empty where nobody is named.
    package var principal: String
    /// What kind of principal it is.
    package var kind: PrincipalKind
    /// The person who acted, where the record says so; see ``PersonName``.
    package var person: String?
    /// The ARN of the session, where there is one.
    package var session: String?
    /// The ARN of the role that the session is of.
    package var role: String?
    /// The account of the caller.
    package var accountID: String?
    /// The access key; never an empty text.
    package var accessKeyID: String?
    /// The AWS service that called, or through which the caller did.
    package var invokedBy: String?
    /// Whether the session began with a second factor; nil where the record does not say.
    package var isMFAAuthenticated: Bool?

    /// The name of a role's session.
    package var sessionName: String? { session.flatMap { AssumedRoleARN($0)?.sessionName } }

    /// Makes an identity of which no more is known than who it is.
    package init(principal: String, kind: PrincipalKind) {
        self.principal = principal
        self.kind = kind
    }

    /// The identity of nobody, for records that name none.
    package static let none = Identity(principal: "", kind: .unknown)

    /// Whether an AWS service made the call with the caller's forwarded credentials.
    ///
    /// See [forward access sessions][fas].
    ///
    /// [fas]: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
    package var isForwarded: Bool { invokedBy != nil && kind != .service }

    /// Whether the caller ordered the very call that a service made: CloudFormation makes what a
    /// template of theirs says, and the console's sign-in, Cloud9 and the servers for agents pass
    /// on what they do.
    ///
    /// A role that CloudFormation assumes itself is not its caller's: that call is another event.
    package var isOrdered: Bool {
        guard let invokedBy, Self.messengers.contains(invokedBy), kind != .service else {
            return false
        }
        return session?.hasSuffix("/AWSCloudFormation") != true
    }

    private static let messengers: Set<String> = [
        "cloudformation.amazonaws.com", "signin.amazonaws.com", "cloud9.amazonaws.com",
        "aws-mcp.amazonaws.com", "eks-mcp.amazonaws.com", "ecs-mcp.amazonaws.com",
    ]
}

/// The kinds of principals, as far as a record alone tells them.
package enum PrincipalKind: Int, CaseIterable, Sendable {
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
    package var name: String { "\(self)" }
}

extension Identity {
    /// The members of `userIdentity` that count, empty texts left out.
    struct Fields {
        var type: String?
        var arn: String?
        var accountID: String?
        var accessKeyID: String?
        var principalID: String?
        var userName: String?
        var invokedBy: String?
        var identityProvider: String?
        var issuerARN: String?
        var onBehalfOf: String?
        var sourceIdentity: String?
        var isMFAAuthenticated: Bool?

        init(_ value: JSONValue) {
            value.forEachMember { key, value in
                let text = value.string.flatMap { $0.isEmpty ? nil : $0 }
                switch key {
                case "type": type = text
                case "arn": arn = text
                case "accountId": accountID = text
                case "accessKeyId": accessKeyID = text
                case "principalId": principalID = text
                case "userName": userName = text
                case "invokedBy": invokedBy = text
                case "identityProvider": identityProvider = text
                case "sessionContext": readSession(value)
                case "onBehalfOf":
                    onBehalfOf = value["userId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                default: break
                }
            }
        }

        private mutating func readSession(_ session: JSONValue) {
            session.forEachMember { key, value in
                switch key {
                case "sessionIssuer":
                    issuerARN = value["arn"]?.string.flatMap { $0.isEmpty ? nil : $0 }
                case "attributes": isMFAAuthenticated = value["mfaAuthenticated"]?.isTrue
                case "sourceIdentity":
                    sourceIdentity = value.string.flatMap { $0.isEmpty ? nil : $0 }
                default: break
                }
            }
        }

        /// A name made unique by its account.
        func qualified(_ name: String?) -> String? {
            guard let name else { return principalID }
            return accountID.map { "\($0)/\(name)" } ?? name
        }

        /// What follows the colon of a principal id: the session's name.
        var principalSession: String? {
            guard let principalID, let colon = principalID.firstIndex(of: ":") else { return nil }
            return String(principalID[principalID.index(after: colon)...])
        }

        /// Another account's principal: its unique id without the session, else the account.
        var accountPrincipal: String? {
            guard let accountID else { return principalID }
            guard let principalID else { return accountID }
            let id = principalID.prefix { $0 != ":" }
            return id == accountID ? accountID : "\(accountID)/\(id)"
        }

        /// The subject of a web identity: `userName` where the record has it, else the tail of
        /// the principal id, whose forms are the provider's ARN or host, audience and subject.
        var webSubject: String? {
            if let userName { return userName }
            guard let principalID else { return identityProvider }
            for marker in ["repo:", "system:serviceaccount:", "project_path:"] {
                if let range = principalID.firstRange(of: marker) {
                    return String(principalID[range.lowerBound...])
                }
            }
            return principalID.split(separator: ":").last.map(String.init) ?? principalID
        }
    }
}

extension Event {
    /// Who made the call.
    ///
    /// - Complexity: O(n) in the bytes of `userIdentity`; a reader of many events keeps it by the
    ///   number of ``internCaller(in:)``.
    package var identity: Identity {
        guard let value = self[.userIdentity] else { return .none }
        return Identity(value)
    }

    /// The access key of ``identity``, without reading the rest.
    package var accessKeyID: String? {
        guard let identity = self[.userIdentity], identity.kind == .object else { return nil }
        var key: Range<Int>?
        bytes.forEachMember(identity.range) { name, value in
            if bytes.isText(name, "accessKeyId") { key = value }
        }
        let text = key.flatMap { JSONValue(bytes: bytes, range: $0).string }
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Identity {
    /// Reads a `userIdentity` value.
    package init(_ value: JSONValue) {
        let fields = Fields(value)
        self.init(principal: "", kind: .unknown)
        type = fields.type
        accountID = fields.accountID
        accessKeyID = fields.accessKeyID
        invokedBy = fields.invokedBy
        isMFAAuthenticated = fields.isMFAAuthenticated
        switch fields.type {
        case "Root":
            setPrincipal(.root, fields.arn ?? fields.accountID.map { "arn:aws:iam::\($0):root" })
        case "IAMUser": setPrincipal(.user, fields.arn ?? fields.qualified(fields.userName))
        case "AssumedRole": setRole(fields)
        case "Role": setPrincipal(.role, fields.arn ?? fields.qualified(fields.userName))
        case "FederatedUser":
            session = fields.arn
            setPrincipal(.federated, fields.arn ?? fields.issuerARN)
        case "AWSService": setPrincipal(.service, fields.invokedBy ?? fields.arn)
        case "AWSAccount": setPrincipal(.account, fields.accountPrincipal)
        case "WebIdentityUser": setPrincipal(.web, fields.webSubject)
        case "SAMLUser":
            setPrincipal(.saml, fields.userName ?? fields.principalID)
            person = fields.userName
        case "IdentityCenterUser", "Directory":
            setPrincipal(.directory, fields.userName ?? fields.onBehalfOf ?? fields.principalID)
            person = fields.userName
        default: setUntyped(fields)
        }
        if kind == .role, role == nil { role = principal }
        if let name = fields.sourceIdentity { person = name }
    }

    private mutating func setPrincipal(_ kind: PrincipalKind, _ name: String?) {
        self.kind = kind
        principal = name ?? ""
    }

    /// A role's session: the principal is the role, unless an instance has the session.
    private mutating func setRole(_ fields: Fields) {
        session = fields.arn
        let parts = fields.arn.flatMap(AssumedRoleARN.init)
        role = fields.issuerARN ?? parts?.roleARN
        let name = parts?.sessionName ?? fields.principalSession
        if let name, name.isInstanceID {
            setPrincipal(.instance, fields.arn ?? role)
        } else {
            setPrincipal(.role, role ?? fields.arn ?? fields.principalID)
            person = name.flatMap { PersonName(session: $0, role: role)?.text }
        }
    }

    /// Service events often have no type, and hand-made records have types that do not exist.
    private mutating func setUntyped(_ fields: Fields) {
        if let arn = fields.arn {
            if AssumedRoleARN(arn) != nil {
                setRole(fields)
            } else {
                setPrincipal(.unknown, arn)
            }
        } else if let service = fields.invokedBy {
            setPrincipal(.service, service)
        } else {
            setPrincipal(.unknown, fields.userName ?? fields.principalID ?? fields.accountID)
        }
    }
}

/// The parts of `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
package struct AssumedRoleARN {
    package let roleARN: String
    package let sessionName: String

    package init?(_ arn: String) {
        // By bytes: this runs once for each session, and splitting strings would show.
        let utf8 = arn.utf8
        guard let marker = utf8.firstRange(ofASCII: ":assumed-role/"),
            let service = utf8.firstRange(ofASCII: ":sts:"),
            let account = utf8[..<marker.lowerBound].lastIndex(of: UInt8(ascii: ":")),
            service.upperBound <= account,
            let slash = utf8[marker.upperBound...].firstIndex(of: UInt8(ascii: "/"))
        else { return nil }
        let accountID = arn[utf8.index(after: account)..<marker.lowerBound]
        let partition = arn[..<service.lowerBound]
        roleARN = "\(partition):iam::\(accountID):role/\(arn[marker.upperBound..<slash])"
        sessionName = String(arn[utf8.index(after: slash)...])
    }
}

extension String {
    /// Whether the text is an EC2 instance id: `i-` and 8 or 17 hexadecimal digits.
    var isInstanceID: Bool {
        guard hasPrefix("i-"), utf8.count == 10 || utf8.count == 19 else { return false }
        return utf8.dropFirst(2).allSatisfy { $0.hexDigitValue != nil }
    }
}
