import AuditIndex
import CloudTrail

/// Names as tables show them, without what all of them share.
package enum ShortName {
    /// `kms` for `kms.amazonaws.com`.
    package static func service(_ host: String) -> String {
        host.hasSuffix(".amazonaws.com") ? String(host.dropLast(14)) : host
    }

    /// Who acted: `ben@acme.example (Security)`, else the principal.
    package static func actor(_ principal: IndexedPrincipal) -> String {
        principal.personAndRole ?? self.principal(principal.text)
    }

    /// `role/deploy-prod`, `user/ana`, `web-prod-instance/i-0c0f…` for the ARNs of those, and
    /// `ben@acme.example (Security)` for a person's session.
    package static func principal(_ arn: String) -> String {
        if let parts = AssumedRoleARN(arn),
            let person = PersonName(session: parts.sessionName, role: parts.roleARN)
        {
            return PersonName.display(person.text, role: parts.roleARN)
        }
        guard let rest = resourcePart(of: arn) else { return service(arn) }
        for prefix in ["assumed-role/", "federated-user/"] where rest.hasPrefix(prefix) {
            return String(rest.dropFirst(prefix.count))
        }
        // Paths of roles are long, and say nothing that the name does not.
        guard let kind = rest.firstIndex(of: "/"), let name = rest.lastIndex(of: "/"), kind < name
        else { return String(rest) }
        return String(rest[...kind]) + rest[rest.index(after: name)...]
    }

    /// `prod/orders/mongodb-AbCdEf` for a secret's ARN, `bucket/key` for an object's.
    package static func resource(_ arn: String) -> String {
        guard let rest = resourcePart(of: arn) else { return arn }
        for prefix in ["secret:", "parameter", "trail/"] where rest.hasPrefix(prefix) {
            return String(rest.dropFirst(prefix.count))
        }
        return String(rest)
    }

    private static func resourcePart(of arn: String) -> Substring? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[5].isEmpty else { return nil }
        return parts[5]
    }
}

extension ShortName {
    /// The name of a reader: a person, else a role without its path, whichever of its sessions read.
    package static func reader(_ principal: IndexedPrincipal) -> String {
        if let person = principal.personAndRole { return person }
        guard let role = principal.role else { return self.principal(principal.text) }
        let name = self.principal(role)
        return name.hasPrefix("role/") ? String(name.dropFirst(5)) : name
    }
}
