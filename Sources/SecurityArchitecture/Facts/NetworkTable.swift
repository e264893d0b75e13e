import Basics

/// Where a call came from.
package final class NetworkFacts: Sendable {
    /// The name of a declared network, or `aws`, `private` or `unknown`.
    package let name: String
    /// Whether the name is a declared one.
    package let isDeclared: Bool
    /// The address; nil where a service or nobody is named.
    package let address: IPAddress?
    /// Whether an address is in a declared network; nil of private addresses and of services, and
    /// where no networks are declared.
    package let status: ReaderStatus?
    /// Whether AWS itself called.
    package var isAWS: Bool { !isDeclared && name == "aws" }

    init(
        _ name: String,
        isDeclared: Bool = false,
        address: IPAddress? = nil,
        isUndeclared: Bool = false
    ) {
        self.name = name
        self.isDeclared = isDeclared
        self.address = address
        status = isDeclared ? .declared : isUndeclared ? .undeclared : nil
    }

    /// The declared name, for comparison with a network in a declaration.
    var declaredName: String? { isDeclared ? name : nil }

    /// Whether the call came from one of the sources; yes where AWS itself made it.
    func isAmong(_ sources: [NetworkSource]) -> Bool {
        isAWS || sources.contains { $0.contains(network: declaredName, address: address) }
    }
}

/// Finds the network of addresses and VPC endpoints.
///
/// The longest prefix wins. Private addresses say little, for every VPC may have the same: where a
/// call came through an endpoint, the endpoint decides, and a private address that came through
/// an undeclared one is in no declared network, if endpoints are declared at all.
struct NetworkTable {
    private var blocks: [(block: CIDRBlock, name: String)] = []
    private var endpoints: [String: String] = [:]

    var hasEndpoints: Bool { !endpoints.isEmpty }

    init(_ architecture: Architecture) {
        for network in architecture.networks {
            blocks += network.blocks.map { ($0, network.name) }
            for endpoint in network.endpoints { endpoints[endpoint] = network.name }
        }
        blocks.sort { $0.block.prefixLength > $1.block.prefixLength }
    }

    /// The network of a call that came through a VPC endpoint.
    ///
    /// A service that calls for somebody does so through an endpoint of its own, which says
    /// nothing of the caller.
    func refined(_ source: NetworkFacts, endpoint: String?, isForwarded: Bool) -> NetworkFacts {
        guard hasEndpoints, !isForwarded, let endpoint, !endpoint.isEmpty else { return source }
        guard let name = endpoints[endpoint] else {
            guard let address = source.address, Self.isPrivate(address) else { return source }
            return NetworkFacts("private", address: address)
        }
        if source.name == name, source.isDeclared { return source }
        return NetworkFacts(name, isDeclared: true, address: source.address)
    }

    /// The network of a `sourceIPAddress`.
    func source(_ text: String) -> NetworkFacts {
        guard let address = IPAddress(text) else {
            let isAWS =
                text.hasSuffix(".amazonaws.com") || text == "AWS Internal"
                || text.hasSuffix(".amazonaws.com.cn")
            return NetworkFacts(isAWS ? "aws" : "unknown")
        }
        if let match = blocks.first(where: { $0.block.contains(address) }) {
            return NetworkFacts(match.name, isDeclared: true, address: address)
        }
        guard !Self.isPrivate(address) else { return NetworkFacts("private", address: address) }
        return NetworkFacts("unknown", address: address, isUndeclared: !blocks.isEmpty)
    }

    /// Whether an address is one that the internet does not route.
    static func isPrivate(_ address: IPAddress) -> Bool {
        privateBlocks.contains { $0.contains(address) }
    }

    private static let privateBlocks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
        "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128",
    ].compactMap { try? CIDRBlock($0) }
}
