import Basics

/// Who calls: everything that `userIdentity` says.
struct SampleIdentity: Sendable {
    private enum Kind {
        case role(SampleRole, session: String, created: SampleTime)
        case user(name: String, id: String)
        case service
        case serviceEvent
        case webIdentity(subject: String)
        case saml(userName: String)
        case otherAccount(principalID: String)
        case identityCenter(userID: String)
    }

    private var kind: Kind
    /// The account of the caller; none for an AWS service.
    let account: SampleAccount?
    var accessKeyID: String?
    /// `1.0` or `2.0` for credentials out of the instance metadata service.
    var metadataVersion: String?
    /// The AWS service that calls for the identity, or as itself.
    var invokedBy: String?

    static func role(
        _ role: SampleRole,
        session: String,
        key: String?,
        created: SampleTime
    ) -> SampleIdentity {
        SampleIdentity(
            kind: .role(role, session: session, created: created),
            account: role.account,
            accessKeyID: key
        )
    }

    static func user(_ name: String, in account: SampleAccount, key: String) -> SampleIdentity {
        var random = SplitMix64.named("\(account.rawValue)/user/\(name)")
        let id = "AIDAEXAMPLE" + random.text(10, of: SplitMix64.base32)
        return SampleIdentity(
            kind: .user(name: name, id: id),
            account: account,
            accessKeyID: key
        )
    }

    /// An AWS service in its own name.
    static func service(_ host: String) -> SampleIdentity {
        SampleIdentity(kind: .service, account: nil, invokedBy: host)
    }

    /// The identity of an event that a service reports, which has no type.
    static func serviceEvent(_ host: String, in account: SampleAccount) -> SampleIdentity {
        SampleIdentity(kind: .serviceEvent, account: account, invokedBy: host)
    }

    /// A workload with a token of GitHub's identity provider.
    static func webIdentity(_ subject: String, in account: SampleAccount) -> SampleIdentity {
        SampleIdentity(kind: .webIdentity(subject: subject), account: account)
    }

    static func saml(_ userName: String, in account: SampleAccount) -> SampleIdentity {
        SampleIdentity(kind: .saml(userName: userName), account: account)
    }

    /// How a role's account sees a caller from another account.
    static func seenFromOutside(_ identity: SampleIdentity) -> SampleIdentity {
        SampleIdentity(
            kind: .otherAccount(principalID: identity.principalID),
            account: identity.account
        )
    }

    static func identityCenter(_ userName: String, in account: SampleAccount) -> SampleIdentity {
        SampleIdentity(
            kind: .identityCenter(userID: personID(userName)),
            account: account
        )
    }

    /// The same principal when `service` calls on behalf of it: a forward access session.
    func forwarded(by service: String, key: String) -> SampleIdentity {
        var result = self
        result.accessKeyID = key
        result.invokedBy = service
        return result
    }

    /// The ARN, as error messages name it.
    var arn: String {
        switch kind {
        case .role(let role, let session, _): role.sessionARN(session)
        case .user(let name, _): "arn:aws:iam::\(account?.id ?? ""):user/\(name)"
        default: ""
        }
    }

    var principalID: String {
        switch kind {
        case .role(let role, let session, _): "\(role.id):\(session)"
        case .user(_, let id): id
        case .otherAccount(let principalID): principalID
        default: ""
        }
    }

    static func provider(of account: SampleAccount) -> String {
        "arn:aws:iam::\(account.id):oidc-provider/token.actions.githubusercontent.com"
    }

    static func samlProvider(of account: SampleAccount) -> String {
        var random = SplitMix64.named("\(account.rawValue)/saml")
        return "arn:aws:iam::\(account.id):saml-provider/AWSSSO_\(random.hex(16))_DO_NOT_DELETE"
    }

    private static func personID(_ userName: String) -> String {
        var random = SplitMix64.named("identity-center/\(userName)")
        return random.uuid()
    }
}

extension SampleIdentity {
    /// `userIdentity`, keys in CloudTrail's order.
    var json: JSONText {
        let id = account?.id ?? ""
        switch kind {
        case .role(let role, let session, let created):
            return roleJSON(role, session: session, created: created)
        case .user(let name, let userID):
            return [
                "type": "IAMUser", "principalId": .text(userID), "arn": .text(arn),
                "accountId": .text(id), "accessKeyId": .text(accessKeyID ?? ""),
                "userName": .text(name),
            ]
        case .service:
            return ["type": "AWSService", "invokedBy": .text(invokedBy ?? "")]
        case .serviceEvent:
            return ["accountId": .text(id), "invokedBy": .text(invokedBy ?? "")]
        case .webIdentity(let subject):
            let provider = account.map(Self.provider) ?? ""
            return [
                "type": "WebIdentityUser",
                "principalId": "\(provider):sts.amazonaws.com:\(subject)",
                "userName": .text(subject), "identityProvider": .text(provider),
            ]
        case .saml(let userName):
            return [
                "type": "SAMLUser", "principalId": "\(Self.opaque(userName)):\(userName)",
                "userName": .text(userName),
                "identityProvider": .text(Self.opaque(userName)),
            ]
        case .otherAccount(let principalID):
            return [
                "type": "AWSAccount", "principalId": .text(principalID), "accountId": .text(id),
            ]
        case .identityCenter(let userID):
            return [
                "type": "IdentityCenterUser", "accountId": .text(id),
                "onBehalfOf": [
                    "userId": .text(userID),
                    "identityStoreArn": "arn:aws:identitystore::\(id):identitystore/d-9367000001",
                ],
            ]
        }
    }

    private func roleJSON(
        _ role: SampleRole,
        session: String,
        created: SampleTime
    ) -> JSONText {
        var context: [(String, JSONText)] = [
            (
                "sessionIssuer",
                [
                    "type": "Role", "principalId": .text(role.id), "arn": .text(role.arn),
                    "accountId": .text(role.account.id), "userName": .text(role.name),
                ]
            ),
            ("webIdFederationData", .object([])),
            (
                "attributes",
                ["creationDate": .text(created.iso), "mfaAuthenticated": "false"]
            ),
        ]
        if let metadataVersion { context.append(("ec2RoleDelivery", .text(metadataVersion))) }
        var members: [(String, JSONText)] = [
            ("type", "AssumedRole"), ("principalId", .text(principalID)), ("arn", .text(arn)),
            ("accountId", .text(role.account.id)),
        ]
        if let accessKeyID { members.append(("accessKeyId", .text(accessKeyID))) }
        members.append(("sessionContext", .object(context)))
        if let invokedBy { members.append(("invokedBy", .text(invokedBy))) }
        return .object(members)
    }

    /// The opaque text by which a SAML assertion names its issuer.
    private static func opaque(_ userName: String) -> String {
        var random = SplitMix64.named("saml/\(userName)")
        return random.text(27, of: SplitMix64.alphanumerics) + "="
    }
}
