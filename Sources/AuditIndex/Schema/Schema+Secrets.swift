extension Schema {
    /// Secrets, and each touch of one.
    ///
    /// An index that was made before knows its files' events, but not the secrets in them: its
    /// files are marked as not read to the end, so that the next run takes the rest.
    static let secrets = """
        CREATE TABLE secret (
          id INTEGER PRIMARY KEY,
          store TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
          other_name TEXT,
          UNIQUE (store, account, region, name)
        );
        CREATE TABLE secret_access (
          secret INTEGER NOT NULL,
          time INTEGER NOT NULL, id NOT NULL, content INTEGER NOT NULL, operation TEXT NOT NULL,
          is_batch INTEGER NOT NULL,
          action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
          access_key INTEGER NOT NULL, address INTEGER NOT NULL, error INTEGER NOT NULL,
          flags INTEGER NOT NULL, version TEXT, stage TEXT,
          PRIMARY KEY (secret, time, id, content, operation)
        ) WITHOUT ROWID;
        UPDATE source SET state = 'reading' WHERE state IN ('read', 'damaged');
        CREATE VIEW secret_accesses AS SELECT
          secret.name AS secret, secret.store AS store,
          secret.account AS recipientAccountId, secret.region AS awsRegion,
          strftime('%Y-%m-%dT%H:%M:%SZ', access.time, 'unixepoch') AS eventTime,
          access.operation AS operation, action.name AS eventName,
          principal.text AS principal, session.text AS session,
          access_key.text AS accessKeyId, address.text AS sourceIPAddress,
          error.text AS errorCode, access.flags >> 1 & 1 AS denied,
          access.version AS versionId, access.stage AS versionStage
        FROM secret_access AS access
          JOIN secret ON secret.id = access.secret
          LEFT JOIN action ON action.id = access.action
          LEFT JOIN principal ON principal.id = access.principal
          LEFT JOIN session ON session.id = access.session
          LEFT JOIN access_key ON access_key.id = access.access_key
          LEFT JOIN address ON address.id = access.address
          LEFT JOIN error ON error.id = access.error;
        """
}
