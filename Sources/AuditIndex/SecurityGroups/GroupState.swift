import Basics
import SecurityArchitecture

/// The rules of a security group, as far as its changes in the logs show them.
///
/// For example:
///
/// ```swift
/// for state in try index.groupStates() {
///     print(state.id ?? "-", state.open.count, state.revoked.count)
/// }
/// ```
///
/// What was opened before the logs begin is not known until it is changed. A new group of a VPC
/// lets everything out without a call that says so:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html>
package struct GroupState: Sendable {
    /// The group's id.
    package var id: String?
    /// The group's name in EC2; nil where no call has one.
    package var name: String?
    /// The account of the group.
    package var account: String?
    /// The region of the group.
    package var region: String?
    /// Its creation; nil where it is older than the logs.
    package var created: GroupChangeRecord?
    /// Its deletion.
    package var deleted: GroupChangeRecord?
    /// The rules that are open, in the order in which they came to be what they are.
    package var open: [GroupRule] = []
    /// Rules that were revoked and not opened again, by the time of that; ``CalledRule/reach`` is nil
    /// where only the id is known.
    package var revoked: [GroupRule] = []
    /// The last change.
    package var last: GroupChangeRecord

    init(first: GroupChangeRecord) {
        id = first.group
        account = first.account
        region = first.region
        last = first
    }

    /// Applies the next change.
    mutating func apply(_ change: GroupChangeRecord) {
        last = change
        name = name ?? change.groupName
        switch change.action {
        case .create:
            created = change
            open.append(Self.outbound(change))
        case .delete:
            deleted = change
            open = []
        case .authorize: change.rule.map { authorize($0, change) }
        case .revoke: change.rule.map { revoke($0, change) }
        case .modify: change.rule.map { modify($0, change) }
        case .attach: break
        }
    }

    /// The rule that a new group has.
    private static func outbound(_ change: GroupChangeRecord) -> GroupRule {
        let everywhere = try? CIDRBlock("0.0.0.0/0")
        let reach = everywhere.map { SecurityGroupReach(.all, .all, .block($0)) }
        return GroupRule(
            rule: CalledRule(direction: .egress, reach: reach),
            opened: change,
            isDefault: true
        )
    }

    private mutating func authorize(_ rule: CalledRule, _ change: GroupChangeRecord) {
        guard !close(rule, change) else { return }
        revoked.removeAll { $0.rule.reach != nil && $0.rule.isSame(as: rule) }
        // A rule cannot be opened twice: this one is the same, from another account's record.
        if let position = position(of: rule) {
            open[position].rule.id = open[position].rule.id ?? rule.id
            return
        }
        open.append(GroupRule(rule: rule, opened: change))
    }

    /// Whether a rule has been revoked already, in the same second: no id is given twice.
    private mutating func close(_ rule: CalledRule, _ change: GroupChangeRecord) -> Bool {
        guard let id = rule.id, let position = revoked.firstIndex(where: { $0.rule.id == id })
        else { return false }
        revoked[position].rule.reach = revoked[position].rule.reach ?? rule.reach
        revoked[position].rule.direction = revoked[position].rule.direction ?? rule.direction
        revoked[position].opened = revoked[position].opened ?? change
        return true
    }

    private mutating func revoke(_ rule: CalledRule, _ change: GroupChangeRecord) {
        var gone = GroupRule(rule: rule, closed: change)
        if let position = position(of: rule) {
            let known = open.remove(at: position)
            gone.rule = CalledRule(
                id: rule.id ?? known.rule.id,
                direction: known.rule.direction ?? rule.direction,
                reach: known.rule.reach ?? rule.reach
            )
            gone.opened = known.opened
            gone.isDefault = known.isDefault
        }
        revoked.append(gone)
    }

    private mutating func modify(_ rule: CalledRule, _ change: GroupChangeRecord) {
        guard !close(rule, change) else { return }
        var rule = rule
        if let position = position(of: rule, byIDOnly: true) {
            let known = open.remove(at: position)
            let before = known.rule
            rule.direction = before.direction
            // An edit of the description alone names no peer.
            rule.reach = rule.reach ?? before.reach
            if !before.isSame(as: rule) {
                // The id lives on, what it opened does not.
                let gone = CalledRule(direction: before.direction, reach: before.reach)
                revoked.append(GroupRule(rule: gone, opened: known.opened, closed: change))
            }
        }
        revoked.removeAll { $0.rule.reach != nil && $0.rule.isSame(as: rule) }
        open.append(GroupRule(rule: rule, opened: change))
    }

    /// The open rule that a call means: by its id, else by what it opens.
    private func position(of rule: CalledRule, byIDOnly: Bool = false) -> Int? {
        if let id = rule.id, let position = open.firstIndex(where: { $0.rule.id == id }) {
            return position
        }
        guard !byIDOnly, rule.reach != nil else { return nil }
        return open.firstIndex {
            $0.rule.isSame(as: rule) && ($0.rule.id == nil || rule.id == nil)
        }
    }
}

extension CalledRule {
    /// Whether two rules open the same.
    fileprivate func isSame(as other: CalledRule) -> Bool {
        reach == other.reach && (direction == other.direction || direction == nil)
    }
}

extension AuditDatabase {
    /// Every security group that was changed, by the time of its last change, the latest first.
    ///
    /// - complexity: O(n · m) in the changes that the index has, and the rules of a group.
    package func groupStates() throws -> [GroupState] {
        GroupState.states(after: try groupChanges())
    }
}

extension GroupState {
    /// What groups are after changes.
    ///
    /// - parameter changes: The changes, the oldest first.
    package static func states(after changes: [GroupChangeRecord]) -> [GroupState] {
        var states: [String: GroupState] = [:]
        var order: [String] = []
        // The order within a second is not known. What is replaced is revoked and opened again,
        // and to show a rule as open that is not is the lesser mistake; ids leave no doubt.
        let sorted = changes.enumerated().sorted {
            ($0.element.time.seconds, $0.element.rank, $0.offset)
                < ($1.element.time.seconds, $1.element.rank, $1.offset)
        }
        for (_, change) in sorted {
            // A group of the default VPC may be named instead.
            let key =
                change.group ?? "\(change.account ?? "") \(change.region ?? "") "
                + (change.groupName ?? "")
            if states[key] == nil {
                states[key] = GroupState(first: change)
                order.append(key)
            }
            states[key]?.apply(change)
        }
        return order.compactMap { states[$0] }.enumerated().sorted {
            ($1.element.last.time.seconds, $0.offset) < ($0.element.last.time.seconds, $1.offset)
        }.map(\.element)
    }
}

extension GroupChangeRecord {
    fileprivate var rank: Int {
        switch action {
        case .create: 0
        case .revoke: 1
        case .authorize: 2
        case .modify: 3
        case .attach: 4
        case .delete: 5
        }
    }
}

/// A rule of a security group that is open, or was revoked.
package struct GroupRule: Sendable {
    /// The rule; its direction is unknown where only an edit of it is in the logs.
    package var rule: CalledRule
    /// The change that made it what it is; nil where that is older than the logs.
    package var opened: GroupChangeRecord?
    /// The change that revoked it; nil where it is open.
    package var closed: GroupChangeRecord?
    /// Whether the rule came with the group: it lets everything out.
    package var isDefault = false
}
