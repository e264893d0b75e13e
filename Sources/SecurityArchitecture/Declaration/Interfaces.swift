import Basics
import StrictYAML

/// KMS keys that sign tokens.
package struct SigningKey: Hashable, Sendable {
    package var name: String
    /// The keys: ARNs, ids or `alias/…`.
    package var keys: [NamePattern]
    /// The algorithm as KMS spells it, for example `RSASSA_PKCS1_V1_5_SHA_256`.
    package var algorithm: String?
    /// Who may sign; nil where nothing is declared.
    package var signers: [PrincipalPattern]?
    package var environment: String?
}

/// The declared protections of the public API.
package struct APIDeclaration: Hashable, Sendable {
    /// Ids of API Gateway keys.
    package var keys: [String] = []
    package var usagePlans: [String] = []
    package var webACLs: [String] = []
    /// The origins that may call from a browser.
    package var corsOrigins: [String] = []
}

/// Listeners that ask clients for a certificate.
package struct MutualTLS: Hashable, Sendable {
    package var name: String
    package var listeners: [String]
    package var trustStores: [String]
}

/// Subnets with the same route to the internet.
package struct SubnetTier: Hashable, Sendable {
    /// How a subnet reaches the internet.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Through an internet gateway.
        case `public`
        /// Through a NAT gateway.
        case `private`
        /// Not at all.
        case isolated
    }

    package var kind: Kind
    package var ids: [String]
    package var routeTables: [String]
}

extension ArchitectureReader {
    mutating func readSubnets(_ section: YAMLValue) {
        let keys = SubnetTier.Kind.allCases.map(\.rawValue)
        guard
            let mapping = YAMLMapping(
                section,
                keys: keys,
                meaning: "subnets as public, private and isolated"
            )
        else { return }
        for kind in SubnetTier.Kind.allCases {
            guard let value = mapping[kind.rawValue] else { continue }
            var tier = SubnetTier(kind: kind, ids: [], routeTables: [])
            if value.isMapping {
                guard
                    let inner = YAMLMapping(
                        value,
                        keys: ["ids", "route-tables"],
                        meaning: "ids and route-tables"
                    )
                else { continue }
                tier.ids = inner["ids"].map { ids($0, "subnet-", "a subnet") } ?? []
                tier.routeTables =
                    inner["route-tables"].map { ids($0, "rtb-", "a route table") } ?? []
            } else {
                tier.ids = ids(value, "subnet-", "a subnet")
            }
            architecture.subnets.append(tier)
        }
    }

    /// Ids with a prefix, each declared once.
    private mutating func ids(_ value: YAMLValue, _ prefix: String, _ what: String) -> [String] {
        var ids: [String] = []
        for (text, element) in value.texts("ids") {
            guard text.isID(prefix) else {
                element.complain(
                    "\(text.quoted) is not the id of \(what); it is \(prefix) and hex digits"
                )
                continue
            }
            claim(text, element)
            ids.append(text)
        }
        return ids
    }

    mutating func readLogs(_ section: YAMLValue) {
        guard let mapping = YAMLMapping(section, keys: ["buckets"], meaning: "buckets") else {
            return
        }
        architecture.logBuckets = mapping["buckets"].map { patterns($0, "names of buckets") }
    }

    mutating func readSigningKeys(_ section: YAMLValue) {
        let keys = ["name", "keys", "algorithm", "signers", "environment"]
        for entry in entries(section, "signing keys by name") {
            guard let mapping = YAMLMapping(entry.value, keys: keys, meaning: "a signing key")
            else { continue }
            var key = SigningKey(name: entry.name, keys: [], environment: entry.environment)
            if let value = mapping.required("keys", "ARNs of KMS keys, or aliases") {
                key.keys = value.list("ARNs of KMS keys, or aliases").compactMap(signingKey)
            }
            key.algorithm = mapping["algorithm"].flatMap(algorithm)
            key.signers = mapping["signers"].map(principals)
            architecture.signingKeys.append(key)
        }
    }

    private func signingKey(_ value: YAMLValue) -> NamePattern? {
        value.parsed("the ARN of a KMS key, its id, or alias/NAME") { text throws(TextFault) in
            let isARN = ResourceName(text).map {
                $0.service == "kms"
                    && ($0.resource.hasPrefix("key/") || $0.resource.hasPrefix("alias/"))
            }
            let isID = text.utf8.count == 36 && text.utf8.count { $0 == UInt8(ascii: "-") } == 4
            let isMultiRegion = text.hasPrefix("mrk-") && text.utf8.count == 36
            guard isARN ?? (text.hasPrefix("alias/") || isID || isMultiRegion),
                let pattern = try? NamePattern(text)
            else {
                throw TextFault(
                    "\(text.quoted) is not a KMS key; write its ARN, its id, or alias/NAME"
                )
            }
            return pattern
        }
    }

    /// The JWS names of algorithms (RFC 7518, section 3.1), and KMS's.
    private static let algorithms = [
        "RS256": "RSASSA_PKCS1_V1_5_SHA_256", "RS384": "RSASSA_PKCS1_V1_5_SHA_384",
        "RS512": "RSASSA_PKCS1_V1_5_SHA_512", "PS256": "RSASSA_PSS_SHA_256",
        "PS384": "RSASSA_PSS_SHA_384", "PS512": "RSASSA_PSS_SHA_512",
        "ES256": "ECDSA_SHA_256", "ES384": "ECDSA_SHA_384", "ES512": "ECDSA_SHA_512",
    ]

    private func algorithm(_ value: YAMLValue) -> String? {
        value.parsed("an algorithm such as RS256") { text throws(TextFault) in
            if let name = Self.algorithms[text] { return name }
            if Self.algorithms.values.contains(text) { return text }
            let hint = NearestName.hint(text, among: Self.algorithms.keys)
            throw TextFault("\(text.quoted) is not an algorithm\(hint)")
        }
    }

    mutating func readAPI(_ section: YAMLValue) {
        let keys = ["keys", "usage-plans", "web-acls", "cors-origins"]
        guard let mapping = YAMLMapping(section, keys: keys, meaning: "what guards the API")
        else { return }
        var api = APIDeclaration()
        api.keys = mapping["keys"]?.texts("ids of API keys").map(\.text) ?? []
        api.usagePlans = mapping["usage-plans"]?.texts("ids of usage plans").map(\.text) ?? []
        api.webACLs = mapping["web-acls"].map { arns($0, "wafv2", "a web ACL") } ?? []
        for (text, element) in mapping["cors-origins"]?.texts("origins") ?? [] {
            let scheme = ["https://", "http://"].first(where: text.hasPrefix)
            let host = text.dropFirst(scheme?.count ?? 0)
            guard text == "*" || scheme != nil && !host.isEmpty && !host.contains("/") else {
                element.complain(
                    "\(text.quoted) is not an origin; write https://HOST, without a path"
                )
                continue
            }
            api.corsOrigins.append(text)
        }
        architecture.api = api
    }

    mutating func readMutualTLS(_ section: YAMLValue) {
        let isOne = section.member("listeners") != nil || section.member("trust-stores") != nil
        let members = isOne ? expanded("mtls", section) : entries(section, "listeners")
        for entry in members {
            let keys = ["name", "listeners", "trust-stores", "environment"]
            guard
                let mapping = YAMLMapping(
                    entry.value,
                    keys: keys,
                    meaning: "listeners and trust-stores"
                )
            else { continue }
            architecture.mutualTLS.append(
                MutualTLS(
                    name: entry.name,
                    listeners: mapping["listeners"].map {
                        arns($0, "elasticloadbalancing", "a listener")
                    } ?? [],
                    trustStores: mapping["trust-stores"].map {
                        arns($0, "elasticloadbalancing", "a trust store")
                    } ?? []
                )
            )
        }
    }

    private func arns(_ value: YAMLValue, _ service: String, _ what: String) -> [String] {
        value.texts("ARNs of \(service)").compactMap { text, element in
            guard let name = ResourceName(text), name.service == service else {
                element.complain(
                    "\(text.quoted) is not the ARN of \(what): arn:aws:\(service):REGION:ACCOUNT:…"
                )
                return nil
            }
            return text
        }
    }
}

extension String {
    /// Whether the text is a prefix and 8 to 17 hexadecimal digits, as EC2's ids are.
    func isID(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        let digits = utf8.dropFirst(prefix.utf8.count)
        return (8...17).contains(digits.count)
            && digits.allSatisfy {
                $0 &- UInt8(ascii: "0") < 10 || $0 &- UInt8(ascii: "a") < 6
            }
    }
}
