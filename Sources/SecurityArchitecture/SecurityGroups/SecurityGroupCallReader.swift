import Basics
import CloudTrail

/// Reads the forms that calls about security groups have in records.
struct SecurityGroupCallReader {
    private let event: Event
    private let request: JSONValue?
    private let response: JSONValue?
    private let direction: SecurityGroupRule.Direction?

    init(_ event: Event, _ direction: SecurityGroupRule.Direction?) {
        self.event = event
        self.direction = direction
        request = event[.requestParameters]
        response = event[.responseElements]
    }

    var groupName: String? { request?["groupName"]?.name }

    func groups(of action: SecurityGroupCall.Action) -> [String] {
        let texts: [String?]
        switch action {
        case .create: texts = [response?["groupId"]?.name]
        case .modify: texts = [modification?.member("groupId")?.name]
        case .attach:
            let set = request?["groupSet"]?.items ?? request?["securityGroups"]?.items ?? []
            texts = set.map { $0.name ?? $0["groupId"]?.name }
        case .authorize, .revoke, .delete:
            let answered = answeredRules.first?["groupId"]?.name
            texts = [request?["groupId"]?.name ?? answered ?? deniedGroup]
        }
        return texts.compactMap(\.self)
    }

    func rules(of action: SecurityGroupCall.Action) -> [CalledRule] {
        switch action {
        case .authorize, .revoke:
            let answered = answeredRules
            if !answered.isEmpty { return answered.map(listed) }
            return requestedRules
        case .modify:
            let rules =
                modification?.member("securityGroupRule")
                ?? modification?.member("securityGroupRules")
            return (rules?.items ?? []).map(modified)
        case .create, .delete, .attach: return []
        }
    }

    /// A denied call may have lost its parameters; its message has the group.
    private var deniedGroup: String? {
        guard let target = event.deniedTarget else { return nil }
        let name = ResourceName(target)?.lastName ?? target
        return name.hasPrefix("sg-") ? name : nil
    }

    private var modification: JSONValue? {
        request?.member("modifySecurityGroupRulesRequest") ?? request
    }

    private var answeredRules: [JSONValue] {
        (response?["securityGroupRuleSet"] ?? response?["revokedSecurityGroupRuleSet"])?.items ?? []
    }

    /// A rule with an id, as responses list it.
    private func listed(_ rule: JSONValue) -> CalledRule {
        let direction = rule["isEgress"]
            .map { $0.isTrue ? SecurityGroupRule.Direction.egress : .ingress }
        return CalledRule(
            id: rule["securityGroupRuleId"]?.name,
            direction: direction ?? self.direction,
            reach: reach(of: rule, owner: rule["groupOwnerId"]?.name)
        )
    }

    /// A rule that `ModifySecurityGroupRules` replaces: its id, and what it becomes.
    private func modified(_ rule: JSONValue) -> CalledRule {
        CalledRule(
            id: rule.member("securityGroupRuleId")?.name,
            direction: nil,
            reach: rule.member("securityGroupRule").flatMap { reach(of: $0, owner: nil) }
        )
    }

    private func reach(of rule: JSONValue, owner: String?) -> SecurityGroupReach? {
        let peer: SecurityGroupPeer
        var account: String?
        if let text = rule.member("cidrIpv4")?.name ?? rule.member("cidrIpv6")?.name {
            guard let block = try? CIDRBlock(text) else { return nil }
            peer = .block(block)
        } else if let list = rule.member("prefixListId")?.name {
            peer = .prefixList(list)
        } else if let id = referencedGroup(rule) {
            peer = .groupID(id)
            account = foreign(rule["referencedGroupInfo"]?["userId"]?.name, owner: owner)
        } else {
            return nil
        }
        return SecurityGroupReach(
            transport: rule.member("ipProtocol")?.word ?? "-1",
            first: rule.member("fromPort")?.port,
            last: rule.member("toPort")?.port,
            peer,
            peerAccount: account
        )
    }

    private func referencedGroup(_ rule: JSONValue) -> String? {
        rule.member("referencedGroupId")?.name ?? rule["referencedGroupInfo"]?["groupId"]?.name
    }

    /// An account, if it is not the owner's.
    private func foreign(_ account: String?, owner: String?) -> String? {
        account == (owner ?? event.text(.recipientAccountId)) ? nil : account
    }

    private var requestedRules: [CalledRule] {
        guard let request else { return [] }
        let ids = request["securityGroupRuleIds"]?.items ?? []
        if !ids.isEmpty {
            return ids.map {
                CalledRule(
                    id: $0.name ?? $0["securityGroupRuleId"]?.name,
                    direction: direction,
                    reach: nil
                )
            }
        }
        var rules: [CalledRule] = []
        for permission in request["ipPermissions"]?.items ?? [] {
            rules += self.rules(permission, peers(of: permission))
        }
        // EC2's early, flat form, which the AWS CLI still sends.
        if request["ipProtocol"] != nil || request["cidrIp"] != nil
            || request["sourceSecurityGroupName"] != nil
        {
            rules += self.rules(request, flatPeers(of: request))
        }
        return rules
    }

    private typealias Peer = (peer: SecurityGroupPeer, account: String?)

    private func rules(_ permission: JSONValue, _ peers: [Peer?]) -> [CalledRule] {
        // A rule without a readable peer still counts.
        (peers.isEmpty ? [nil] : peers).map { peer in
            CalledRule(
                direction: direction,
                reach: peer.flatMap {
                    SecurityGroupReach(
                        transport: permission["ipProtocol"]?.word ?? "-1",
                        first: permission["fromPort"]?.port,
                        last: permission["toPort"]?.port,
                        $0.peer,
                        peerAccount: $0.account
                    )
                }
            )
        }
    }

    private func peers(of permission: JSONValue) -> [Peer?] {
        var peers: [Peer?] = []
        for (list, key) in [("ipRanges", "cidrIp"), ("ipv6Ranges", "cidrIpv6")] {
            peers += (permission[list]?.items ?? []).map { block($0[key]?.name) }
        }
        peers += (permission["prefixListIds"]?.items ?? []).map { list in
            list["prefixListId"]?.name.map { (.prefixList($0), nil) }
        }
        peers += (permission["groups"]?.items ?? []).map { group in
            // A group of the default VPC may be named instead.
            (group["groupId"]?.name ?? group["groupName"]?.name).map {
                (.groupID($0), foreign(group["userId"]?.name, owner: nil))
            }
        }
        return peers
    }

    private func flatPeers(of request: JSONValue) -> [Peer?] {
        if let text = request["cidrIp"]?.name ?? request["cidrIpv6"]?.name { return [block(text)] }
        guard let name = request["sourceSecurityGroupName"]?.name else { return [] }
        let account = foreign(request["sourceSecurityGroupOwnerId"]?.name, owner: nil)
        return [(.groupID(name), account)]
    }

    private func block(_ text: String?) -> Peer? {
        guard let text, let block = try? CIDRBlock(text) else { return nil }
        return (.block(block), nil)
    }
}

extension JSONValue {
    /// A string that is not empty.
    var name: String? { string.flatMap { $0.isEmpty ? nil : $0 } }

    /// A string or a number.
    fileprivate var word: String? { name ?? integer.map { "\($0)" } }

    /// A port, or -1; as a number or a string.
    fileprivate var port: Int? { integer.map(Int.init(truncatingIfNeeded:)) ?? Int(text) }

    /// The elements of `{"items": […]}` or of a list, or a single element.
    var items: [JSONValue] {
        if kind == .array { return elements }
        guard kind == .object else { return kind == .string ? [self] : [] }
        guard let items = self["items"] else {
            // An empty list is `{}`.
            return members.isEmpty ? [] : [self]
        }
        return items.kind == .array ? items.elements : [items]
    }

    /// A member, with a small or a capital first letter: newer EC2 calls use capitals.
    func member(_ key: String) -> JSONValue? {
        self[key] ?? self[key.prefix(1).uppercased() + key.dropFirst()]
    }
}
