extension Schema {
    /// Changes of the rules of security groups: what calls that came to something opened and took
    /// away.
    ///
    /// A call about several rules has a row for each; `position` is the rule's place in the call.
    /// A call that names a rule by its id only has neither protocol nor peer.
    ///
    /// An index that was made before knows its files' events, but not the rules in them: its
    /// files are marked as not read to the end, so that the next run takes the rest.
    static let groups = """
        CREATE TABLE group_change (
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL,
          position INTEGER NOT NULL, change TEXT NOT NULL,
          group_id TEXT, group_name TEXT, rule_id TEXT, direction TEXT,
          protocol TEXT, from_port INTEGER, to_port INTEGER,
          peer_kind TEXT, peer TEXT, peer_account TEXT,
          principal INTEGER NOT NULL, session INTEGER NOT NULL, access_key INTEGER NOT NULL,
          account INTEGER NOT NULL, region INTEGER NOT NULL, address INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          PRIMARY KEY (time, id, content, position)
        ) WITHOUT ROWID;
        UPDATE source SET state = 'reading' WHERE state IN ('read', 'damaged');
        CREATE VIEW group_changes AS SELECT
          strftime('%Y-%m-%dT%H:%M:%SZ', event.time, 'unixepoch') AS eventTime,
          \(EventText.idSQL) AS eventID, event.change AS change, event.group_id AS groupId,
          event.group_name AS groupName, event.rule_id AS securityGroupRuleId,
          event.direction AS direction, event.protocol AS protocol,
          event.from_port AS fromPort, event.to_port AS toPort, event.peer AS peer,
          principal.text AS principal, session.text AS session,
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
