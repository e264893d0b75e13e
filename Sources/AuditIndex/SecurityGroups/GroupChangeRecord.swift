import Basics
import CloudTrail
import GRDB
import SecurityArchitecture

/// One change of a security group, as the index has it.
package struct GroupChangeRecord: Sendable {
    /// When.
    package var time: EventTime
    /// The event.
    package var identifier: EventIdentifier
    /// What was done.
    package var action: SecurityGroupCall.Action
    /// The group's id.
    package var group: String?
    /// The group's name, where the call had one.
    package var groupName: String?
    /// The rule; nil where the group itself was created or deleted.
    package var rule: CalledRule?
    /// Who did it: the session, else the principal.
    package var caller: String?
    /// The account of the group.
    package var account: String?
    /// The region of the group.
    package var region: String?
    /// Where the call came from.
    package var address: String?
}

extension GroupChangeRecord {
    /// Reads a row; nil for a change that only a later version knows.
    init?(_ row: Row) {
        guard let action = SecurityGroupCall.Action(rawValue: row["change"]) else { return nil }
        self.action = action
        let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row["flags"] as Int64))
        time = EventTime(seconds: row["time"])
        identifier = TextReader.identifier(row["id"], flags)
        group = row["group_id"]
        groupName = row["group_name"]
        caller = row["session_text"] ?? row["principal_text"]
        account = row["account_text"]
        region = row["region_text"]
        address = row["address_text"]
        guard action != .create, action != .delete else { return }
        rule = CalledRule(
            id: row["rule_id"],
            direction: (row["direction"] as String?).flatMap(
                SecurityGroupRule.Direction.init(rawValue:)
            ),
            reach: Self.reach(row)
        )
    }

    private static func reach(_ row: Row) -> SecurityGroupReach? {
        guard let transport = (row["protocol"] as String?).flatMap(TransportProtocol.init),
            let first: Int = row["from_port"], let last: Int = row["to_port"],
            let ports = PortRange(first, last), let kind: String = row["peer_kind"],
            let text: String = row["peer"], let peer = PeerText.peer(kind: kind, text: text)
        else { return nil }
        return SecurityGroupReach(transport, ports, peer, peerAccount: row["peer_account"])
    }
}

extension AuditDatabase {
    /// The changes of security groups, the oldest first; calls that failed changed nothing.
    ///
    /// - complexity: O(n) in the changes that the index has, which are few.
    package func groupChanges() throws -> [GroupChangeRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT change.*, principal.text AS principal_text,
                      session.text AS session_text, account.text AS account_text,
                      region.text AS region_text, address.text AS address_text
                    FROM group_change AS change
                      LEFT JOIN principal ON principal.id = change.principal
                      LEFT JOIN session ON session.id = change.session
                      LEFT JOIN account ON account.id = change.account
                      LEFT JOIN region ON region.id = change.region
                      LEFT JOIN address ON address.id = change.address
                    ORDER BY change.time, change.id, change.content, change.position
                    """
            ).compactMap(GroupChangeRecord.init)
        }
    }
}

/// A peer of a rule, as the index keeps it.
struct PeerText {
    /// What the text is.
    enum Kind: String {
        case block, group, prefixList = "prefix-list"
    }

    let kind: Kind
    let text: String

    init(_ peer: SecurityGroupPeer) {
        switch peer {
        case .block(let block): (kind, text) = (.block, block.description)
        case .group(let name): (kind, text) = (.group, name)
        case .groupID(let id): (kind, text) = (.group, id)
        case .prefixList(let id): (kind, text) = (.prefixList, id)
        }
    }

    /// The peer; nil for what no version has written.
    static func peer(kind: String, text: String) -> SecurityGroupPeer? {
        switch Kind(rawValue: kind) {
        case .block: (try? CIDRBlock(text)).map { .block($0) }
        case .group: .groupID(text)
        case .prefixList: .prefixList(text)
        case nil: nil
        }
    }
}
