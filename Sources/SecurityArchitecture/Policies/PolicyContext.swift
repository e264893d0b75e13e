import Basics

/// What the declaration says about accounts and places, and whose policy it is.
///
/// For example:
///
/// ```swift
/// var context = PolicyContext(architecture)   // once
/// context.owner = event.text(.recipientAccountId)
/// ```
package struct PolicyContext: Hashable, Sendable {
    /// The account that the policy is in; nil where it is not known.
    package var owner: String?
    /// The declared accounts, and those of declared organizations.
    package var accounts: Set<String>
    /// The ids of the declared organizations; where there are none, any is believed.
    package var organizations: Set<String>
    private var endpoints: Set<String> = []
    private var blocks: [CIDRBlock] = []
    private var vpcs: [NamePattern] = []

    /// Describes accounts.
    package init(
        owner: String? = nil,
        accounts: Set<String> = [],
        organizations: Set<String> = []
    ) {
        self.owner = owner
        self.accounts = accounts
        self.organizations = organizations
    }

    /// Takes accounts, organizations, networks and VPCs from a declaration.
    package init(_ architecture: Architecture, owner: String? = nil) {
        self.init(
            owner: owner,
            accounts: Set(
                architecture.environments.flatMap(\.accounts)
                    + architecture.organizations.flatMap(\.accounts)
            ),
            organizations: Set(architecture.organizations.map(\.id))
        )
        vpcs = architecture.environments.flatMap(\.vpcs)
        blocks = architecture.networks.flatMap(\.blocks)
        endpoints = Set(architecture.networks.flatMap(\.endpoints))
    }

    /// What an account is; one that is not 12 digits is foreign, for unknown is not innocent.
    func grantee(account: String) -> PolicyGrantee {
        if account == owner { return .ownAccount }
        return accounts.contains(account) ? .declaredAccount : .foreignAccount
    }

    /// What the members of an organization are.
    func grantee(organization: String) -> PolicyGrantee {
        organizations.isEmpty || organizations.contains(organization)
            ? .declaredAccount : .foreignAccount
    }

    // Where no place of a kind is declared, a narrow one is taken for the owner's.

    func grantee(endpoint: String) -> PolicyGrantee {
        endpoints.isEmpty || endpoints.contains(endpoint) ? .ownAccount : .foreignAccount
    }

    func grantee(vpc: String) -> PolicyGrantee {
        vpcs.isEmpty || vpcs.contains { $0.matches(vpc) } ? .ownAccount : .foreignAccount
    }

    func grantee(block: CIDRBlock) -> PolicyGrantee {
        let isOwn =
            blocks.isEmpty || block.isPrivate
            || blocks.contains {
                $0.prefixLength <= block.prefixLength && $0.contains(block.firstAddress)
            }
        return isOwn ? .ownAccount : .foreignAccount
    }
}

extension CIDRBlock {
    /// Whether all of the block is set aside by RFC 1918.
    var isPrivate: Bool {
        Self.privateBlocks.contains {
            $0.prefixLength <= prefixLength && $0.contains(firstAddress)
        }
    }

    private static let privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
        .compactMap { try? CIDRBlock($0) }

    /// Whether blocks, added up, are too wide to be a place.
    ///
    /// That is more than a /8 of IPv4 or a /32 of IPv6: parts of the internet, taken together, are
    /// the internet.
    static func isPublic(_ blocks: [CIDRBlock]) -> Bool {
        // Blocks either contain one another or are apart, so that in order of their first
        // addresses one that is in another follows it at once.
        let sorted = blocks.filter { !$0.isPrivate }.map { (key: $0.sortKey, block: $0) }
            .sorted { $0.key < $1.key }
        var last: CIDRBlock?
        var v4 = 0.0
        var v6 = 0.0
        for (_, block) in sorted where last?.contains(block.firstAddress) != true {
            last = block
            switch block.firstAddress {
            case .v4: v4 += block.share
            case .v6: v6 += block.share
            }
            if v4 > 0x1p-8 || v6 > 0x1p-32 { return true }
        }
        return false
    }

    /// The part of all addresses that is in the block.
    private var share: Double { Double(sign: .plus, exponent: -prefixLength, significand: 1) }

    private var sortKey: (Int, UInt64, UInt64, Int) {
        switch firstAddress {
        case .v4(let bits): (4, 0, UInt64(bits), prefixLength)
        case .v6(let high, let low): (6, high, low, prefixLength)
        }
    }
}
