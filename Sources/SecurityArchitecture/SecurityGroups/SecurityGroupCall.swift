import CloudTrail

/// A call that changes security groups, their rules, or what they are attached to.
///
/// For example:
///
/// ```swift
/// if let call = SecurityGroupCall(event), call.action == .authorize {
///     print(call.groups, call.rules.compactMap(\.reach))
/// }
/// ```
///
/// The rules come from the response where there is one, as it has a single form and their ids. A
/// failed call has only the request; the event's `outcome` says whether it failed.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html>
package struct SecurityGroupCall: Hashable, Sendable {
    package enum Action: String, CaseIterable, Hashable, Sendable {
        case authorize
        /// Rules are removed.
        case revoke
        /// Rules with an id are replaced.
        case modify
        case create
        case delete
        /// Groups are attached to an interface, an instance or a load balancer.
        case attach
    }

    package var action: Action
    /// The ids of the groups; a denied `CreateSecurityGroup` has none.
    package var groups: [String]
    /// The group's name in EC2, where the call has one.
    package var groupName: String?
    package var rules: [CalledRule]

    /// Reads an event; nil for any other call.
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

    /// Whether an event is such a call, by service and name.
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
        // Compared by length first, so that the many other EC2 calls cost next to nothing.
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
    /// `sgr-…`; nil where the record does not have it.
    package var id: String?
    /// nil for `ModifySecurityGroupRules`, which does not say.
    package var direction: SecurityGroupRule.Direction?
    /// What the rule opens; nil where only its id is given, or the rest is invalid.
    package var reach: SecurityGroupReach?

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
