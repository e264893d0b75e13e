import CloudTrail
import SecurityArchitecture

/// A principal as the index's dictionary has it.
package struct IndexedPrincipal: Hashable, Sendable {
    /// What baselines rest on; see `Identity.principal`.
    package var text: String
    /// The name of its `PrincipalKind`.
    package var kind: String
    /// The role behind it.
    package var role: String?

    package init(text: String, kind: String, role: String?) {
        self.text = text
        self.kind = kind
        self.role = role
    }

    /// The principal as `audit.yaml` names it.
    package var principal: Principal {
        if let role { return Principal(role: role) }
        let arn = ResourceName(text)
        let named: Principal.Kind =
            switch kind {
            case "root": .root
            case "user": .user
            case "service": .service
            case "account": .account
            case "role": .role
            default: text.isEmpty ? .unknown : .subject
            }
        // `account/unique-id` where another account's principal calls.
        let account = named == .account ? text.split(separator: "/").first.map(String.init) : nil
        return Principal(
            named,
            name: arn?.lastName ?? text,
            arn: arn == nil ? nil : text,
            accountID: arn?.accountID ?? account
        )
    }

    /// The identity that a session of it has.
    package func identity(session: String? = nil, accessKey: String? = nil) -> Identity {
        let known = PrincipalKind.allCases.first { $0.name == kind } ?? .unknown
        var identity = Identity(principal: text, kind: known)
        identity.role = role
        identity.session = session
        identity.accessKeyID = accessKey
        identity.accountID = principal.accountID
        return identity
    }
}
