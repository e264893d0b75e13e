import CloudTrail

/// Finds declared signing keys by the names that calls of KMS give them.
struct SigningKeyTable: Sendable {
    private var entries: [(pattern: NamePattern, key: SigningKey)] = []

    init(_ architecture: Architecture) {
        for key in architecture.signingKeys { entries += key.keys.map { ($0, key) } }
        entries.sort { $0.pattern.isMoreSpecific(than: $1.pattern) }
    }

    /// The declared keys that a call names, each once.
    ///
    /// - complexity: O(1) where none are declared, and for other services than KMS.
    func keys(in event: Event) -> [SigningKey] {
        guard !entries.isEmpty, event.hasText(.eventSource, "kms.amazonaws.com") else { return [] }
        var keys: [SigningKey] = []
        for name in Self.names(in: event) {
            guard let key = entries.first(where: { $0.pattern.matches(name) })?.key,
                !keys.contains(where: { $0.name == key.name })
            else { continue }
            keys.append(key)
        }
        return keys
    }

    /// Every spelling of every key and alias that a call names.
    private static func names(in event: Event) -> [String] {
        let request = event[.requestParameters]
        var texts = ["keyId", "targetKeyId", "aliasName"].compactMap { request?[$0]?.name }
        for resource in event[.resources]?.elements ?? [] {
            if let arn = (resource["ARN"] ?? resource["arn"])?.name { texts.append(arn) }
        }
        if texts.isEmpty, let target = event.deniedTarget { texts.append(target) }
        return texts.flatMap { text -> [String] in
            if let name = ResourceName(text) {
                // The alias keeps its prefix, an id has none.
                let short = name.resource.hasPrefix("key/") ? name.lastName : name.resource
                return [text, short]
            }
            let place = event.place
            let resource = text.hasPrefix("alias/") ? text : "key/\(text)"
            let region = place.region
            let partition =
                region.hasPrefix("cn-")
                ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
            return [text, "arn:\(partition):kms:\(region):\(place.accountID):\(resource)"]
        }
    }
}

extension SigningKey {
    /// Whether somebody may sign with the key.
    func standing(of principal: Principal) -> ReaderStanding {
        guard let signers else { return .unknown }
        return signers.contains { $0.matches(principal) } ? .declared : .undeclared
    }
}
