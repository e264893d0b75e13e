import Basics
import CloudTrail

/// The beginning of a session: who assumed which role, how and from where.
///
/// For example:
///
/// ```swift
/// if let start = RoleSessionStart(event) {
///     print(start.caller.name, "→", start.role ?? "-", start.issuedKey ?? "-")
/// }
/// ```
///
/// Denied attempts are starts too. STS's copy of a call across accounts in the role's account names
/// no principal; both copies have the same ``sharedEventID`` and the same ``issuedKey``.
package struct RoleSessionStart: Hashable, Sendable {
    package enum Method: String, CaseIterable, Hashable, Sendable {
        /// `AssumeRole` by a person, a role or a user.
        case assumeRole = "AssumeRole"
        /// `AssumeRole` by an AWS service for its own work.
        case service = "service"
        /// `AssumeRole` by EC2 for an instance profile.
        case instanceProfile = "instance-profile"
        case webIdentity = "AssumeRoleWithWebIdentity"
        case saml = "AssumeRoleWithSAML"
        case federationToken = "GetFederationToken"
        case sessionToken = "GetSessionToken"
        case root = "AssumeRoot"
        /// Switch role in the console.
        case switchRole = "SwitchRole"
        /// `CreateAccessKey`: a user's key is a session without an end.
        case accessKey = "CreateAccessKey"
        /// A token of the sign-in service: credentials of a session for a program, such as the CLI
        /// by `aws login`.
        case signIn = "CreateOAuth2Token"
    }

    package var method: Method
    package var time: EventTime
    package var caller: Principal
    /// The ARN of the caller's own session, where there is one.
    package var callerSession: String?
    /// The access key that the call was made with.
    package var callerKey: String?
    /// The ARN of the role; nil where there is none, or a denied call does not name it.
    package var role: String?
    package var sessionName: String?
    /// The ARN of the session, `arn:aws:sts::…:assumed-role/ROLE/SESSION`.
    package var session: String?
    package var issuedKey: String?
    /// `sourceIPAddress`: an address, or the name of a service.
    package var address: String?
    /// Whether the call was made with a second factor; nil where the record does not say.
    package var isMFAAuthenticated: Bool?
    package var sourceIdentity: String?
    /// The subject of the provider's token or assertion.
    package var subject: String?
    /// The ARN or the host of the provider.
    package var provider: String?
    /// The audience of the token; of a sign-in for a program, the resource or else the client.
    package var audience: String?
    /// The requested length in seconds; nil means an hour, or twelve for a user's token.
    package var durationSeconds: Int64?
    package var outcome: Outcome
    /// The same in both accounts' copies of the call.
    package var sharedEventID: String?
    /// Whether the record is the new session's own, and says apart who began it.
    package var isOwnRecord = false

    /// The role's name without its path.
    package var roleName: String? { role.map { ResourceName($0)?.lastName ?? $0 } }

    /// The ARN of a session with this role and name.
    package var impliedSession: String? {
        guard let role, let sessionName else { return nil }
        return Self.impliedSession(role: role, name: sessionName)
    }

    /// The ARN of a role's session with this name; nil where `role` is no role's ARN.
    package static func impliedSession(role: String, name: String) -> String? {
        guard let parts = ResourceName(role), parts.service == "iam",
            parts.resource.hasPrefix("role/")
        else { return nil }
        return "arn:\(parts.partition):sts::\(parts.accountID):assumed-role/"
            + "\(parts.lastName)/\(name)"
    }

    /// Whether the session's ARN is the one that its role and its name imply, byte for byte.
    package var isSessionImplied: Bool {
        guard let session, let role, let sessionName else { return session == impliedSession }
        return ImpliedSession.isEqual(session.utf8.span, role.utf8.span, sessionName.utf8.span)
    }

    /// Describes a start that was read before; the rest is unknown.
    package init(_ method: Method, at time: EventTime, by caller: Principal) {
        self.method = method
        self.time = time
        self.caller = caller
        outcome = .success
    }

    /// Reads the start of a session; nil for any other event.
    ///
    /// - complexity: O(1) for events of other services; else O(n) in the event's bytes.
    package init?(_ event: Event) {
        self.init(event) {
            let identity = event.identity
            return (identity, Principal(identity))
        }
    }

    /// Reads the start of a session whose caller may be known already.
    ///
    /// - parameter caller: Returns the event's `identity`, of which the access key is not needed, and
    ///   its principal; called only for a start.
    package init?(_ event: Event, caller: () -> (Identity, Principal)) {
        let service = EventService(event)
        guard service == .securityTokens || service == .signIn || service == .identities,
            let name = event.text(.eventName), Self.isStart(name)
        else { return nil }
        let (identity, principal) = caller()
        switch (service, name) {
        case (.securityTokens, "AssumeRole"):
            let isService = identity.kind == .service
            let isInstance = isService && identity.principal.hasPrefix("ec2.")
            method = isInstance ? .instanceProfile : isService ? .service : .assumeRole
        case (.signIn, "SwitchRole"): method = .switchRole
        case (.signIn, "CreateOAuth2Token"): method = .signIn
        case (.identities, "CreateAccessKey"): method = .accessKey
        case (.securityTokens, _):
            guard let known = Method(rawValue: name), known != .service,
                known != .instanceProfile, known != .switchRole, known != .accessKey,
                known != .signIn
            else { return nil }
            method = known
        default: return nil
        }
        time = event.time
        self.caller = principal
        callerSession = identity.session
        callerKey = event.accessKeyID
        address = event.text(.sourceIPAddress)
        isMFAAuthenticated = identity.isMFAAuthenticated
        outcome = event.outcome
        sharedEventID = event.text(.sharedEventID)
        readRequest(event)
        readResponse(event[.responseElements])
        if method == .webIdentity || method == .saml { readProvider(event) }
        if method == .switchRole { readSwitch(event, identity) }
        if method == .signIn { readSignIn(event, identity) }
        if role == nil, Self.needsRole(method) { role = event.deniedTarget }
    }

    /// Decided by the name alone, before the caller is read.
    private static func isStart(_ eventName: String) -> Bool {
        Method(rawValue: eventName) != nil
    }

    private static func needsRole(_ method: Method) -> Bool {
        method != .federationToken && method != .sessionToken && method != .accessKey
            && method != .signIn
    }

    private mutating func readRequest(_ event: Event) {
        if method == .accessKey { sessionName = caller.name }
        event[.requestParameters]?.forEachMember { key, value in
            switch key {
            case "roleArn": role = value.string
            case "roleSessionName": sessionName = value.string
            case "name" where sessionName == nil: sessionName = value.string
            case "userName" where method == .accessKey: sessionName = value.string ?? caller.name
            case "sourceIdentity": sourceIdentity = value.string
            case "durationSeconds": durationSeconds = value.integer ?? Int64(value.text)
            case "serialNumber": if value.string?.isEmpty == false { isMFAAuthenticated = true }
            case "targetPrincipal" where method == .root:
                role = value.string.map { $0.isAccountID ? "arn:aws:iam::\($0):root" : $0 }
            default: break
            }
        }
    }

    private mutating func readResponse(_ response: JSONValue?) {
        var otherSubject: String?
        response?.forEachMember { key, value in
            switch key {
            case "credentials" where method != .accessKey:
                issuedKey = value["accessKeyId"]?.string
            case "accessKey" where method == .accessKey:
                issuedKey = value["accessKeyId"]?.string
                if let user = value["userName"]?.string { sessionName = user }
            case "assumedRoleUser", "federatedUser":
                if let arn = value["arn"]?.string { session = arn }
            case "sourceIdentity": if let identity = value.string { sourceIdentity = identity }
            case "subjectFromWebIdentityToken": subject = value.string
            case "subject": otherSubject = value.string
            case "provider": provider = value.string
            case "audience": audience = value.string
            default: break
            }
        }
        subject = subject ?? otherSubject
    }

    private mutating func readProvider(_ event: Event) {
        if subject == nil, !caller.name.isEmpty { subject = caller.name }
        if provider?.hasPrefix("arn:") != true {
            let given =
                method == .saml
                ? event[.requestParameters]?["principalArn"]
                : event[.userIdentity]?["identityProvider"]
            provider = given?.string ?? provider
        }
        takeSubjectAsCaller()
    }

    /// Makes the subject of a provider's token or assertion the caller, if there is one.
    package mutating func takeSubjectAsCaller() {
        guard method == .webIdentity || method == .saml else { return }
        caller = Principal(
            .subject,
            name: subject ?? caller.name,
            arn: provider?.hasPrefix("arn:") == true ? provider : nil,
            accountID: caller.accountID
        )
    }

    /// In the role's account the record is the new session's own, and names the previous one; in
    /// the caller's account it is the caller's, and names the role.
    private mutating func readSwitch(_ event: Event, _ identity: Identity) {
        let details = event[.additionalEventData]
        if let to = (details?["SwitchTo"] ?? details?["switchTo"])?.string {
            let parts = AssumedRoleARN(to)
            role = parts?.roleARN ?? to
            // The console names the session after the user, or the user's own session.
            sessionName = parts?.sessionName ?? identity.sessionName ?? caller.name
            if !outcome.isFailure { session = impliedSession }
            return
        }
        isOwnRecord = true
        role = identity.role
        session = identity.session
        sessionName = identity.sessionName
        guard let from = (details?["SwitchFrom"] ?? details?["switchFrom"])?.string else { return }
        let text =
            #"{"type":"\#(from.contains(":assumed-role/") ? "AssumedRole" : "IAMUser")","arn":"#
        var json = Array(text.utf8)
        json.append(contentsOf: Self.quoted(from))
        json.append(UInt8(ascii: "}"))
        guard let value = try? JSONValue(parsing: json) else { return }
        let before = Identity(value)
        caller = Principal(before)
        callerSession = before.session
    }

    /// The token's credentials are of the session that asks for it, and so is all that they do; the
    /// record has no key of them.
    private mutating func readSignIn(_ event: Event, _ identity: Identity) {
        let request = event[.requestParameters]
        sessionName = identity.sessionName ?? caller.name
        let client = (request?["client_id"] ?? request?["clientId"])?.string
        audience = request?["resource"]?.string ?? client
    }

    /// The client that a sign-in is for; nil for other starts.
    package var client: SessionClient? {
        method == .signIn ? SessionClient(resource: audience, clientID: audience) : nil
    }

    private static func quoted(_ text: String) -> [UInt8] {
        let plain = text.utf8.filter { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x5C }
        return [UInt8(ascii: "\"")] + plain + [UInt8(ascii: "\"")]
    }
}
