import CloudTrail
import SecurityArchitecture

/// A principal as the index's dictionary has it.
package struct IndexedPrincipal: Hashable, Sendable {
    /// What baselines rest on; see `Identity.principal`.
    package var text: String
    /// The name of its ``PrincipalKind``: what the record says of it, whatever is declared.
    package var type: String
    /// The role behind it.
    package var role: String?
    /// The person who acted as it, where that is known.
    package var person: String?

    package init(text: String, type: String, role: String?, person: String? = nil) {
        self.text = text
        self.type = type
        self.role = role.flatMap { $0.isEmpty ? nil : $0 }
        self.person = person.flatMap { $0.isEmpty ? nil : $0 }
    }

    package init(_ identity: Identity) {
        self.init(
            text: identity.principal,
            type: identity.kind.name,
            role: identity.role,
            person: identity.person
        )
    }

    /// All that the dictionary has of it, separated by zero bytes.
    ///
    /// Two records that say different things of one principal are two entries: what an entry says
    /// depends on no other record, and on no order of them.
    var joined: String {
        [text, type, role ?? "", person ?? ""]
            .map { $0.utf8.contains(0) ? $0.replacing("\0", with: "\u{fffd}") : $0 }
            .joined(separator: "\0")
    }

    /// Who acted, for people: `ben@acme.example (Security)`; nil where no person is known.
    package var personAndRole: String? { person.map { PersonName.display($0, role: role) } }

    /// The principal as `audit.yaml` names it.
    package var principal: Principal {
        if let role { return Principal(role: role) }
        let arn = ResourceName(text)
        let named: Principal.Kind =
            switch type {
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
        let known = PrincipalKind.allCases.first { $0.name == type } ?? .unknown
        var identity = Identity(principal: text, kind: known)
        identity.role = role
        identity.person = person
        identity.session = session
        identity.accessKeyID = accessKey
        identity.accountID = principal.accountID
        return identity
    }
}
