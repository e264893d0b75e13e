import CloudTrail

/// What is declared of things that few calls are about: asked only when a rule or a person asks.
package final class DeclarationTable: Sendable {
    /// Security groups.
    let groups: SecurityGroupJudge
    /// Keys that sign tokens.
    let signingKeys: SigningKeyTable
    /// What guards the API.
    let api: APITable
    private let tiers: [String: SubnetTier.Kind]
    private let listeners: Set<String>
    private let trustStores: Set<String>

    init(_ architecture: Architecture) {
        groups = SecurityGroupJudge(architecture)
        signingKeys = SigningKeyTable(architecture)
        api = APITable(architecture.api)
        var tiers: [String: SubnetTier.Kind] = [:]
        for tier in architecture.subnets {
            for id in tier.ids + tier.routeTables { tiers[id] = tier.kind }
        }
        self.tiers = tiers
        listeners = Set(architecture.mutualTLS.flatMap(\.listeners))
        trustStores = Set(architecture.mutualTLS.flatMap(\.trustStores))
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

    /// Which declared parts of mutual TLS a call of a load balancer touches.
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
