import Basics

/// Reads a rule in the form that architecture documents use.
struct RuleReader {
    let direction: SecurityGroupRule.Direction
    /// The names of all declared groups and the blocks of all declared networks.
    let groups: Set<String>
    let networks: [String: [CIDRBlock]]
    /// The group that the rule belongs to, for `self`.
    let own: String

    private var word: String { direction == .ingress ? "from" : "to" }
    private var example: String {
        direction == .ingress ? "27017 from Private-SG" : "443 to 0.0.0.0/0"
    }

    /// Reads `27017 from Private-SG`; several peers give several rules, `None` gives none.
    func rules(_ text: String) throws(TextFault) -> [SecurityGroupRule] {
        if ["none", "nothing"].contains(text.lowercased()) { return [] }
        let words = text.replacing(",", with: " , ").split(whereSeparator: \.isWhitespace)
            .map(String.init)
        let other = direction == .ingress ? "to" : "from"
        guard let position = words.firstIndex(where: { $0.lowercased() == word }) else {
            if words.contains(where: { $0.lowercased() == other }) {
                throw TextFault(
                    "\(text.quoted) has '\(other)' in \(direction.rawValue); write \(example)"
                )
            }
            throw TextFault("\(text.quoted) is not a rule; write \(example), or None")
        }
        let (transport, ports) = try services(Array(words[..<position]), of: text)
        let peers = words[(position + 1)...].filter { $0 != "," && $0.lowercased() != "and" }
        guard !peers.isEmpty else {
            throw TextFault("\(text.quoted) names no peer; write \(example)")
        }
        var rules: [SecurityGroupRule] = []
        for name in peers {
            for peer in try self.peers(name) {
                rules.append(
                    SecurityGroupRule(
                        direction: direction,
                        transport: transport,
                        ports: ports,
                        peer: peer,
                        text: text
                    )
                )
            }
        }
        return rules
    }

    /// Reads what precedes `from`: ports and a protocol, in either order.
    func services(
        _ words: [String],
        of text: String
    ) throws(TextFault) -> (TransportProtocol, [PortRange]) {
        var transport: TransportProtocol?
        var ports: [PortRange] = []
        var isEverything = false
        let noise: Set<String> = ["port", "ports", "traffic", ",", "protocol", "protocols"]
        for part in words.flatMap({ $0.split(separator: "/").map(String.init) }) {
            let lower = part.lowercased()
            if noise.contains(lower) { continue }
            if lower == "all" || lower == "any" {
                isEverything = true
            } else if lower.first?.isLetter == true, let named = TransportProtocol(lower) {
                guard transport == nil || transport == named else {
                    throw TextFault("\(text.quoted) has two protocols; write two rules")
                }
                transport = named
            } else {
                ports.append(try Self.ports(part))
            }
        }
        if isEverything {
            guard ports.isEmpty else {
                throw TextFault(
                    "\(text.quoted) has all ports and single ports; write one or the other"
                )
            }
            return (transport ?? .all, [.all])
        }
        let chosen = transport ?? .tcp
        guard !ports.isEmpty else {
            guard transport != nil else {
                throw TextFault("\(text.quoted) names no port; write \(example), or All")
            }
            return (chosen, [.all])
        }
        guard chosen.hasPorts else {
            throw TextFault("\(text.quoted) has ports, which only tcp and udp have")
        }
        return (chosen, ports)
    }

    private static func ports(_ text: String) throws(TextFault) -> PortRange {
        let ends = text.replacing("–", with: "-").split(
            separator: "-",
            omittingEmptySubsequences: false
        )
        if (1...2).contains(ends.count), let first = Int(ends[0]),
            let last = Int(ends[ends.count - 1]),
            let range = PortRange(first, last)
        {
            return range
        }
        throw TextFault(
            "\(text.quoted) is not a port; write 443, 80/443, 1024-65535, All, or a protocol"
        )
    }

    /// Reads a peer; a network gives all of its blocks.
    func peers(_ text: String) throws(TextFault) -> [SecurityGroupPeer] {
        let lower = text.lowercased()
        if groups.contains(text) { return [.group(text)] }
        if lower == "self" || lower == "itself" { return [.group(own)] }
        if text.hasPrefix("sg-") {
            guard text.isID("sg-") else {
                throw TextFault(
                    "\(text.quoted) is not the id of a security group: sg- and hex digits"
                )
            }
            return [.groupID(text)]
        }
        if text.hasPrefix("pl-") {
            guard text.isID("pl-") else {
                throw TextFault("\(text.quoted) is not the id of a prefix list: pl- and hex digits")
            }
            return [.prefixList(text)]
        }
        if let blocks = networks[text] { return blocks.map { .block($0) } }
        if ["anywhere", "internet", "everywhere"].contains(lower) {
            let everywhere = ["0.0.0.0/0", "::/0"].compactMap { try? CIDRBlock($0) }
            return everywhere.map { .block($0) }
        }
        if text.contains(".") || text.contains(":") {
            do { return [.block(try CIDRBlock(text))] } catch { throw TextFault("\(error)") }
        }
        let hint = NearestName.hint(text, among: groups.union(networks.keys))
        throw TextFault("unknown security group or network \(text.quoted)\(hint)")
    }
}
