import CloudTrail

/// Addresses that calls come from: an office, a VPC, a pipeline's runners.
public struct Network: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// The blocks, NAT addresses among them.
    public var blocks: [CIDRBlock]
    /// The VPC endpoints, by id.
    public var endpoints: [String]
}

/// Where somebody may call from: a declared network, or a block of addresses.
public enum NetworkSource: Hashable, Sendable, CustomStringConvertible {
    /// A network by its name.
    case network(String)
    /// A block of addresses.
    case block(CIDRBlock)

    /// The source as it was written.
    public var description: String {
        switch self {
        case .network(let name): name
        case .block(let block): block.description
        }
    }

    /// Whether a call came from here.
    ///
    /// - parameters:
    ///   - network: The declared network of the call.
    ///   - address: The address of the call.
    public func contains(network: String?, address: IPAddress?) -> Bool {
        switch self {
        case .network(let name): name == network
        case .block(let block): address.map(block.contains) ?? false
        }
    }
}
