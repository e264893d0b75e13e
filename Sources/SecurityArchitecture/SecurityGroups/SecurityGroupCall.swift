import CloudTrail

/// A call that changes security groups, their rules, or what they are put on.
///
/// For example:
///
/// ```swift
/// if let call = SecurityGroupCall(event), call.action == .authorize {
///     print(call.groups, call.rules.compactMap(\.reach))
/// }
/// ```
///
/// What the response says of the rules wins over the request, for it is in one form and has their
/// ids. A call that failed has only the request; whether it did fail is the event's `outcome`.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html>
package struct SecurityGroupCall: Hashable, Sendable {
    /// What is done.
    package enum Action: String, CaseIterable, Hashable, Sendable {
        /// Rules are added.
        case authorize
        /// Rules are taken away.
        case revoke
        /// Rules with an id are overwritten.
        case modify
        /// A group is made.
        case create
        /// A group is deleted.
        case delete
        /// Groups are put on an interface, an instance or a load balancer.
        case attach
    }

    /// What is done.
    package var action: Action
    /// The ids of the groups; of a denied `CreateSecurityGroup` there is none.
    package var groups: [String]
    /// The group's name in EC2, where the call has one.
    package var groupName: String?
    /// The rules.
    package var rules: [CalledRule]

    /// Reads an event; nil where it is no such call.
    ///
    /// - complexity: O(1) for events of other services; else O(n) in the event's bytes.
    package init?(_ event: Event) {
        guard let (action, direction) = Self.action(of: event) else { return nil }
        let reader = SecurityGroupCallReader(event, direction)
        self.action = action
        groupName = reader.groupName
        groups = reader.groups(of: action)
        rules = reader.rules(of: action)
        // ModifyInstanceAttribute is mostly about something else.
        if action == .attach, groups.isEmpty { return nil }
    }

    /// Whether its service and its name make an event such a call.
    static func isCall(_ event: Event) -> Bool { action(of: event) != nil }

    private static func action(
        of event: Event
    ) -> (Action, SecurityGroupRule.Direction?)? {
        let calls: [Call]
        if event.hasText(.eventSource, "ec2.amazonaws.com") {
            calls = networkCalls
        } else if event.hasText(.eventSource, "elasticloadbalancing.amazonaws.com") {
            calls = balancerCalls
        } else {
            return nil
        }
        // Compared by length first, so that the many other calls of EC2 cost next to nothing.
        guard let call = calls.first(where: { event.hasText(.eventName, $0.name) }) else {
            return nil
        }
        return (call.action, call.direction)
    }

    private struct Call: Sendable {
        var name: StaticString
        var action: Action
        var direction: SecurityGroupRule.Direction?
    }

    private static let networkCalls = [
        Call(name: "AuthorizeSecurityGroupIngress", action: .authorize, direction: .ingress),
        Call(name: "AuthorizeSecurityGroupEgress", action: .authorize, direction: .egress),
        Call(name: "RevokeSecurityGroupIngress", action: .revoke, direction: .ingress),
        Call(name: "RevokeSecurityGroupEgress", action: .revoke, direction: .egress),
        Call(name: "ModifySecurityGroupRules", action: .modify),
        Call(name: "CreateSecurityGroup", action: .create),
        Call(name: "DeleteSecurityGroup", action: .delete),
        Call(name: "ModifyNetworkInterfaceAttribute", action: .attach),
        Call(name: "ModifyInstanceAttribute", action: .attach),
    ]

    private static let balancerCalls = [
        Call(name: "SetSecurityGroups", action: .attach),
        Call(name: "ApplySecurityGroupsToLoadBalancer", action: .attach),
    ]
}

/// A rule of a security group, as a call names it.
package struct CalledRule: Hashable, Sendable {
    /// `sgr-…`; nil where the record does not tell.
    package var id: String?
    /// In or out; nil where `ModifySecurityGroupRules` does not tell.
    package var direction: SecurityGroupRule.Direction?
    /// What the rule opens; nil where only its id is named, or what is named makes no sense.
    package var reach: SecurityGroupReach?

    /// Names a rule.
    package init(
        id: String? = nil,
        direction: SecurityGroupRule.Direction?,
        reach: SecurityGroupReach?
    ) {
        self.id = id
        self.direction = direction
        self.reach = reach
    }
}
