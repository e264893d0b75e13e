extension Event {
    /// Who made the call.
    ///
    /// - Complexity: O(n) in the bytes of `userIdentity`; ``identitySpelling(_:)`` gives those
    ///   bytes, so that a reader of many events need not parse the same identity again.
    public var identity: Identity {
        guard let value = self[.userIdentity] else { return .none }
        return Identity(value)
    }

    /// Calls `body` with the bytes of `userIdentity`, which are empty where it is absent.
    @inline(__always)
    public func identitySpelling<R>(_ body: (Span<UInt8>) -> R) -> R {
        guard let range = present(.userIdentity) else { return body(Span<UInt8>()) }
        return body(bytes.storage.span.extracting(range))
    }
}

extension Identity {
    /// Reads a `userIdentity` value.
    public init(_ value: JSONValue) {
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
        case "SAMLUser": setPrincipal(.saml, fields.userName ?? fields.principalID)
        case "IdentityCenterUser", "Directory":
            setPrincipal(.directory, fields.userName ?? fields.onBehalfOf ?? fields.principalID)
        default: setUntyped(fields)
        }
        if kind == .role, role == nil { role = principal }
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
        if let name = parts?.sessionName ?? fields.principalSession, name.isInstanceID {
            setPrincipal(.instance, fields.arn ?? role)
        } else {
            setPrincipal(.role, role ?? fields.arn ?? fields.principalID)
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
struct AssumedRoleARN {
    let roleARN: String
    let sessionName: String

    init?(_ arn: String) {
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
