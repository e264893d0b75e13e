import CloudTrail
import GRDB
import SecurityArchitecture

extension Schema {
    /// Changes of the rules of security groups: what calls that succeeded opened and closed.
    ///
    /// A call about several rules has a row for each. A call that names a rule by its id only has
    /// neither protocol nor peer.
    static let groups = """
        CREATE TABLE group_change (
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          position INTEGER NOT NULL, -- of the rule in the call
          change TEXT NOT NULL,
          group_id TEXT, group_name TEXT, rule_id TEXT, direction TEXT,
          protocol TEXT, from_port INTEGER, to_port INTEGER,
          peer_kind TEXT, peer TEXT, peer_account TEXT,
          principal INTEGER NOT NULL, session INTEGER NOT NULL, access_key INTEGER NOT NULL,
          account INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          PRIMARY KEY (time, id, content, position)
        ) WITHOUT ROWID;
        CREATE VIEW group_changes AS SELECT
          strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
          \(eventIDSQL) AS eventID, event.change AS change, event.group_id AS groupId,
          event.group_name AS groupName, event.rule_id AS securityGroupRuleId,
          event.direction AS direction, event.protocol AS protocol,
          event.from_port AS fromPort, event.to_port AS toPort, event.peer AS peer,
          principal.text AS principal, nullif(principal.person, '') AS person,
          session.text AS session,
          access_key.text AS accessKeyId, account.text AS recipientAccountId,
          region.text AS awsRegion, address.text AS sourceIPAddress
        FROM group_change AS event
          LEFT JOIN principal ON principal.id = event.principal
          LEFT JOIN session ON session.id = event.session
          LEFT JOIN access_key ON access_key.id = event.access_key
          LEFT JOIN account ON account.id = event.account
          LEFT JOIN region ON region.id = event.region
          LEFT JOIN address ON address.id = event.address;
        """
}

/// A change of a security group's rules on its way to the index, beside the event that it is of.
package struct GroupChange: Sendable {
    /// The event, as a position in the batch's rows.
    package var row: Int32
    /// What was done to which group.
    package var call: SecurityGroupCall

    package init(row: Int32, call: SecurityGroupCall) {
        self.row = row
        self.call = call
    }
}

/// Keeps `group_change`.
struct GroupWriter {
    private static let kinds: [TextKind] = [
        .principal, .session, .accessKey, .account, .region, .address,
    ]

    private let add: HotStatement

    init(_ db: Database) throws {
        add = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO group_change
                  (time, id, content, position, change, group_id, group_name, rule_id, direction,
                   protocol, from_port, to_port, peer_kind, peer, peer_account, principal,
                   session, access_key, account, region, address, flags)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                  ?17, ?18, ?19, ?20, ?21, ?22)
                """
        )
    }

    /// Writes the changes of one call.
    ///
    /// - parameter number: Gives the index's number of a text of the batch.
    func write(
        _ change: GroupChange,
        _ batch: IndexBatch,
        _ number: (TextKind, Int32) -> Int64
    ) throws {
        let row = batch.rows[Int(change.row)]
        let call = change.call
        // The creation of a group, and its deletion, are a row without a rule.
        let rules: [CalledRule?] =
            call.action == .create || call.action == .delete ? [nil] : call.rules
        for (position, rule) in rules.enumerated() {
            add.bind(row.time, at: 1)
            add.bind(id: row, batch, at: 2)
            add.bind(row.content, at: 3)
            add.bind(Int64(position), at: 4)
            add.bind(call.action.rawValue, at: 5)
            add.bind(call.groups.first.map { Blanking.text($0) }, at: 6)
            add.bind(call.groupName.map { Blanking.text($0) }, at: 7)
            bind(rule)
            var column: Int32 = 16
            for kind in Self.kinds {
                add.bind(number(kind, row[kind]), at: column)
                column += 1
            }
            add.bind(Int64(row.flags.rawValue), at: column)
            _ = try add.run()
        }
    }

    private func bind(_ rule: CalledRule?) {
        add.bind(rule?.id.map { Blanking.text($0) }, at: 8)
        add.bind(rule?.direction?.rawValue, at: 9)
        guard let reach = rule?.reach else {
            for column: Int32 in 10...15 { add.bindNull(at: column) }
            return
        }
        add.bind(Blanking.text(reach.transport.description), at: 10)
        add.bind(Int64(reach.ports.first), at: 11)
        add.bind(Int64(reach.ports.last), at: 12)
        let peer = PeerText(reach.peer)
        add.bind(peer.kind.rawValue, at: 13)
        add.bind(Blanking.text(peer.text), at: 14)
        add.bind(reach.peerAccount, at: 15)
    }
}
