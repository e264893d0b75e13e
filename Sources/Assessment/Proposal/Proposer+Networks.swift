import AuditIndex
import Basics
import SecurityArchitecture

extension Proposer {
    mutating func findNetworks() {
        findVPCs()
        findPipelines()
        findOffices()
        findStrayAddresses()
    }

    /// The private blocks and NAT gateways that an environment's instances call from.
    private mutating func findVPCs() {
        let environments = proposal.environments.map { Optional($0.name) } + [nil]
        for environment in environments {
            let calls = survey.calls.filter {
                $0.principal.type == "instance"
                    && self.environment($0.principal.principal) == environment
            }
            let instances = Set(calls.map(\.principal.text)).count
            var network = Proposal.Network(
                name: environment.map { "vpc-\($0)" } ?? "vpc",
                environment: environment
            )
            let inner = calls.filter { Self.privateBlock($0.address) != nil }
            for (block, calls) in Dictionary(
                grouping: inner,
                by: { call in
                    Self.privateBlock(call.address) ?? ""
                }
            ).sorted(by: { $0.key < $1.key }) {
                let addresses = Set(calls.map(\.address)).count
                let words = "guessed: the block around \(addresses) addresses of instances"
                propose(block, words, calls, atLeast: 2, in: &network)
            }
            let publicCalls = calls.filter {
                IPAddress($0.address) != nil && Self.privateBlock($0.address) == nil
            }
            for (address, calls) in Dictionary(grouping: publicCalls, by: \.address)
                .sorted(by: { $0.key < $1.key })
            {
                let count = Set(calls.map(\.principal.text)).count
                let words = "guessed: a NAT gateway, \(count) of \(instances) instances"
                propose(address, words, calls, atLeast: max(2, instances / 4), in: &network)
            }
            if !network.blocks.isEmpty { proposal.networks.append(network) }
        }
    }

    /// Proposes a block that enough callers used on enough days.
    private mutating func propose(
        _ text: String,
        _ words: String,
        _ calls: [IndexSurvey.Call],
        atLeast callers: Int,
        in network: inout Proposal.Network
    ) {
        guard let block = try? CIDRBlock(text) else { return }
        let sighting = Sighting.sum(calls.map(\.sighting))
        guard Set(calls.map(\.principal.text)).count >= callers, threshold.isHabit(sighting) else {
            return
        }
        if let other = blocks.first(where: { $0.block == block }) {
            check(
                "networks",
                "\(block) was also seen in \(network.name), but can only be in one"
                    + " network; it is in \(other.network)"
            )
            return
        }
        blocks.append((block, network.name))
        network.blocks.append((text, "\(words); \(sighting.words)"))
    }

    /// The network of a pipeline's tokens, if it is one: hosted runners call from everywhere.
    private mutating func findPipelines() {
        let starts = survey.starts.map(\.start).filter {
            $0.method == .webIdentity && !$0.outcome.isFailure
        }
        let calls = starts.compactMap { start -> IndexSurvey.Call? in
            guard let address = start.address, Self.publicBlock(address) != nil else { return nil }
            var call = IndexSurvey.Call(
                principal: IndexedPrincipal(
                    text: start.subject ?? start.caller.name,
                    type: "web",
                    role: nil
                ),
                address: address
            )
            call.sighting = start.sighting
            return call
        }
        var network = Proposal.Network(name: "pipeline")
        for (block, members) in Dictionary(
            grouping: calls,
            by: { call in
                Self.publicBlock(call.address) ?? ""
            }
        ) where members.count * 5 >= calls.count * 4 {
            let addresses = Set(members.map(\.address))
            let words = "guessed: \(addresses.count) addresses that OIDC tokens came from"
            if addresses.count >= 3 {
                propose(block, words, members, atLeast: 1, in: &network)
            } else {
                for address in addresses.sorted() {
                    let own = members.filter { $0.address == address }
                    propose(address, words, own, atLeast: 1, in: &network)
                }
            }
        }
        if !network.blocks.isEmpty {
            proposal.networks.append(network)
        } else if !calls.isEmpty {
            let count = Set(calls.map(\.address)).count
            check(
                "networks",
                "the pipeline's tokens came from \(count) addresses in different"
                    + " blocks: hosted runners?"
            )
        }
    }

    /// Public addresses that several people share.
    private mutating func findOffices() {
        let calls = survey.calls.filter {
            $0.principal.isPerson && Self.publicBlock($0.address) != nil && !isUsual($0.address)
        }
        var network = Proposal.Network(name: "office")
        for (_, calls) in Dictionary(grouping: calls, by: { Self.publicBlock($0.address) ?? "" })
            .sorted(by: { $0.key < $1.key })
        {
            let people = Set(calls.flatMap(\.sessionNames))
            guard people.count >= 2 else { continue }
            let addresses = Set(calls.map(\.address))
            let words = "guessed: \(addresses.count) addresses of \(people.count) people"
            propose(Self.around(addresses), words, calls, atLeast: 1, in: &network)
        }
        if !network.blocks.isEmpty { proposal.networks.append(network) }
    }

    /// Public addresses outside all networks, busiest first.
    private mutating func findStrayAddresses() {
        let calls = survey.calls.filter {
            Self.publicBlock($0.address) != nil && !isUsual($0.address)
        }
        let groups = Dictionary(grouping: calls, by: \.address).map { address, calls in
            (address, calls, Sighting.sum(calls.map(\.sighting)))
        }.sorted { ($0.2.count, $1.0) > ($1.2.count, $0.0) }
        for (address, calls, sighting) in groups.prefix(20) {
            let callers = Set(calls.map { $0.principal.principal.name }).sorted()
            let some = callers.prefix(4).joined(separator: ", ")
            let more = callers.count > 4 ? " and \(callers.count - 4) more" : ""
            check("networks", "\(address): \(some)\(more); \(sighting.words)")
        }
        if groups.count > 20 { check("networks", "and \(groups.count - 20) more addresses") }
    }
}

extension Proposer {
    /// The block of a usual VPC around a private IPv4 address; nil for all others.
    static func privateBlock(_ text: String) -> String? {
        guard let address = IPAddress(text), case .v4(let bits) = address.unmapped else {
            return nil
        }
        switch (bits >> 24, bits >> 16 & 0xFF) {
        case (10, let second): return "10.\(second).0.0/16"
        case (172, let second) where second & 0xF0 == 16: return "172.\(second).0.0/16"
        case (192, 168): return "192.168.\(bits >> 8 & 0xFF).0/24"
        case (100, let second) where second & 0xC0 == 64: return "100.\(second).0.0/16"
        default: return nil
        }
    }

    /// The /24, or /48, around a public address; nil for private addresses and for names.
    static func publicBlock(_ text: String) -> String? {
        guard let address = IPAddress(text), privateBlock(text) == nil else { return nil }
        switch address.unmapped {
        case .v4(let bits):
            guard bits >> 24 != 127, bits >> 16 != 0xA9FE else { return nil }
            return try? CIDRBlock("\(address.unmapped)/24").description
        case .v6: return try? CIDRBlock("\(address)/48").description
        }
    }

    /// The smallest block around addresses of one /24 or /48.
    static func around(_ addresses: Set<String>) -> String {
        let parsed = addresses.compactMap { IPAddress($0)?.unmapped }
        guard addresses.count > 1, let first = parsed.first else { return addresses.first ?? "" }
        let longest: Int
        switch first {
        case .v4: longest = 32
        case .v6: longest = 128
        }
        for length in stride(from: longest, through: 0, by: -1) {
            guard let block = try? CIDRBlock("\(first)/\(length)") else { continue }
            if parsed.allSatisfy(block.contains) { return block.description }
        }
        return ""
    }
}

extension IndexedPrincipal {
    /// Whether only people have sessions of it: Identity Center's roles.
    var isPerson: Bool { principal.kind == .role && principal.name.hasPrefix("AWSReservedSSO_") }
}

extension RoleSessionStart {
    /// The start as something seen once.
    var sighting: Sighting {
        var sighting = Sighting()
        sighting.first = time
        sighting.last = time
        if outcome.isFailure {
            sighting.failures = 1
        } else {
            sighting.count = 1
            sighting.days = [time.seconds / 86_400]
        }
        return sighting
    }
}
