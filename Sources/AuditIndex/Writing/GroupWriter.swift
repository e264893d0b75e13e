import CloudTrail
import GRDB
import SecurityArchitecture

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
        // The making of a group, and its end, are a row without a rule.
        let rules: [CalledRule?] =
            call.action == .create || call.action == .delete ? [nil] : call.rules
        for (position, rule) in rules.enumerated() {
            add.bind(row.time, at: 1)
            add.bind(id: row, batch, at: 2)
            add.bind(row.content, at: 3)
            add.bind(Int64(position), at: 4)
            add.bind(call.action.rawValue, at: 5)
            add.bind(call.groups.first, at: 6)
            add.bind(call.groupName, at: 7)
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
        add.bind(rule?.id, at: 8)
        add.bind(rule?.direction?.rawValue, at: 9)
        guard let reach = rule?.reach else {
            for column: Int32 in 10...15 { add.bindNull(at: column) }
            return
        }
        add.bind(reach.transport.description, at: 10)
        add.bind(Int64(reach.ports.first), at: 11)
        add.bind(Int64(reach.ports.last), at: 12)
        let peer = PeerText(reach.peer)
        add.bind(peer.kind.rawValue, at: 13)
        add.bind(peer.text, at: 14)
        add.bind(reach.peerAccount, at: 15)
    }
}
