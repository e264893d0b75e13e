import CloudTrail

/// What is declared of things that few calls are about: asked only when a rule or a person asks.
package final class DeclarationTable: Sendable {
    /// Security groups.
    let groups: SecurityGroupCheck
    /// Keys that sign tokens.
    let signingKeys: SigningKeyTable
    /// What guards the API.
    let api: APITable
    /// Accounts, one's own and others'.
    let accounts: AccountTable
    /// What buckets and functions are for.
    let purposes: PurposeTable
    /// Which principals may assume which roles.
    let trust: TrustTable
    private let principals: PrincipalTable
    private let policyContext: PolicyContext
    private let tiers: [String: SubnetTier.Kind]
    private let listeners: Set<String>
    private let trustStores: Set<String>

    init(_ architecture: Architecture, _ principals: PrincipalTable) {
        self.principals = principals
        groups = SecurityGroupCheck(architecture)
        signingKeys = SigningKeyTable(architecture)
        api = APITable(architecture.api)
        accounts = AccountTable(architecture)
        purposes = PurposeTable(architecture)
        trust = TrustTable(architecture)
        policyContext = PolicyContext(architecture)
        var tiers: [String: SubnetTier.Kind] = [:]
        for tier in architecture.subnets {
            for id in tier.ids + tier.routeTables { tiers[id] = tier.kind }
        }
        self.tiers = tiers
        listeners = Set(architecture.mutualTLS.flatMap(\.listeners))
        trustStores = Set(architecture.mutualTLS.flatMap(\.trustStores))
    }

    /// What the policy of a call grants; nil where the call sets none.
    ///
    /// - complexity: As `EventPolicy.init` and `EventPolicy.grants(in:)`.
    func policy(of event: Event) -> PolicyFacts? {
        guard let policy = EventPolicy(event) else { return nil }
        var context = policyContext
        context.owner = policy.owner
        return PolicyFacts(
            grants: policy.grants(in: context),
            subjects: policy.trust.flatMap { trust.subjects(of: $0, in: event) }
        )
    }

    /// What the role is that a call to IAM is about: `deployment`, `break-glass`; nil where it is
    /// neither, or there is none.
    func targetRole(of event: Event) -> String? {
        guard event.hasText(.eventSource, "iam.amazonaws.com"),
            let name = event.text(.eventName), Principal.kind(ofTargetsOf: name) == .role,
            let resource = event.mainResource,
            let role = Principal(
                target: resource,
                as: .role,
                in: event.text(.recipientAccountId)
            )
        else { return nil }
        if principals.isBreakGlass(role) != nil { return PrincipalFacts.Kind.breakGlass.rawValue }
        return principals.isDeployment(role) == nil
            ? nil : PrincipalFacts.Kind.deployment.rawValue
    }

    /// The tiers of the subnets and route tables that a call of EC2 names.
    func tiers(in event: Event) -> [String] {
        guard !tiers.isEmpty, event.hasText(.eventSource, "ec2.amazonaws.com"),
            event.text(.eventName)?.hasPrefix("Describe") == false,
            let request = event[.requestParameters]
        else { return [] }
        var search = ParameterSearch { key in
            key.hasPrefix("subnetid") || key.hasPrefix("routetableid")
        }
        search.look(in: request)
        return search.found.compactMap { tiers[$0]?.rawValue }
    }

    /// Whether the security groups are declared that a call puts something into: an instance, a
    /// database, a load balancer, a function.
    func groupsUsed(in event: Event) -> [String] {
        guard groups.hasGroups, event.text(.eventName)?.hasPrefix("Describe") == false,
            let request = event[.requestParameters]
        else { return [] }
        var search = ParameterSearch { key in
            key.hasPrefix("groupid") || key.contains("securitygroup")
        }
        search.look(in: request)
        return search.found.filter { $0.hasPrefix("sg-") }.map { id in
            (groups.group(id: id) == nil ? ReaderStatus.undeclared : .declared).rawValue
        }
    }

    /// Which declared parts of mutual TLS a call of a load balancer affects.
    func mutualTLS(in event: Event) -> [String] {
        guard !(listeners.isEmpty && trustStores.isEmpty),
            event.hasText(.eventSource, "elasticloadbalancing.amazonaws.com"),
            event.text(.eventName)?.hasPrefix("Describe") == false,
            let request = event[.requestParameters]
        else { return [] }
        var parts: [String] = []
        let balancer = request["loadBalancerArn"]?.name.map {
            $0.replacing(":loadbalancer/", with: ":listener/") + "/"
        }
        let isListener =
            request["listenerArn"]?.name.map(listeners.contains) == true
            || balancer.map { prefix in listeners.contains { $0.hasPrefix(prefix) } } == true
        if isListener { parts.append("listener") }
        let store =
            request["trustStoreArn"]?.name
            ?? request["mutualAuthentication"]?["trustStoreArn"]?.name
        if store.map(trustStores.contains) == true { parts.append("trust-store") }
        return parts
    }
}

/// Looks for texts under certain keys, wherever in a request they are.
///
/// API Gateway nests the same parameter differently from call to call, and a patch names it in
/// the `path` beside its `value`.
struct ParameterSearch {
    private static let depth = 8

    private let isWanted: (String) -> Bool
    /// What was found, each once, in the request's order.
    private(set) var found: [String] = []

    /// - parameter isWanted: Whether a key, in small letters, is looked for.
    init(_ isWanted: @escaping (String) -> Bool) { self.isWanted = isWanted }

    /// - complexity: O(n) in the bytes of the request.
    mutating func look(in value: JSONValue) { look(in: value, 0) }

    private mutating func look(in value: JSONValue, _ level: Int) {
        guard level < Self.depth else { return }
        switch value.kind {
        case .array: for element in value.elements { look(in: element, level + 1) }
        case .object:
            if let path = value["path"]?.string, let text = value["value"]?.name,
                isWanted(path.lowercased()) || isWanted(Self.lastPart(of: path))
            {
                add(text)
            }
            for (key, member) in value.members {
                if isWanted(key.lowercased()) {
                    take(member)
                } else {
                    look(in: member, level + 1)
                }
            }
        default: break
        }
    }

    private static func lastPart(of path: String) -> String {
        path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    }

    /// A text, a list of them, or an object that has such a list.
    private mutating func take(_ value: JSONValue) {
        if let text = value.name { add(text) }
        for element in value.elements { if let text = element.name { add(text) } }
        for (_, member) in value.members {
            for element in member.items { if let text = element.name { add(text) } }
        }
    }

    private mutating func add(_ text: String) {
        if !found.contains(text) { found.append(text) }
    }
}

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
    func status(of principal: Principal) -> ReaderStatus {
        guard let signers else { return .unknown }
        return signers.contains { $0.matches(principal) } ? .declared : .undeclared
    }
}
