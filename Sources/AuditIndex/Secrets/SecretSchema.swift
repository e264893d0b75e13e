import SecurityArchitecture

extension Schema {
    /// Secrets, and each access to one.
    ///
    /// Accesses are ordered by secret, so that those of a run are all over the table, and each
    /// transaction writes most of its pages anew: the size of a row is what they cost.
    ///
    /// `content` stands for the event within its second. It is a hash of the whole record, with
    /// the id, which nobody can choose: that two events of a second which access one secret have
    /// the same 48 bits is no concern, and would cost an access and no event.
    static let secrets = """
        CREATE TABLE secret (
          id INTEGER PRIMARY KEY,
          store TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
          other_name TEXT, -- what an ambiguous ARN may mean, too
          UNIQUE (store, account, region, name)
        );
        CREATE TABLE secret_version (
          id INTEGER PRIMARY KEY, version TEXT, stage TEXT, UNIQUE (version, stage)
        );
        CREATE TABLE secret_access (
          secret INTEGER NOT NULL,
          time INTEGER NOT NULL, content INTEGER NOT NULL, operation INTEGER NOT NULL,
          action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
          access_key INTEGER NOT NULL, address INTEGER NOT NULL, error INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          version INTEGER NOT NULL, -- in secret_version; 0 for none
          PRIMARY KEY (secret, time, content, operation)
        ) WITHOUT ROWID;
        CREATE VIEW secret_accesses AS SELECT
          secret.name AS secret, secret.store AS store,
          secret.account AS recipientAccountId, secret.region AS awsRegion,
          strftime('%Y-%m-%dT%H:%M:%SZ', access.time, 'unixepoch') AS eventTime,
          CASE access.operation
            WHEN 0 THEN 'read' WHEN 1 THEN 'decrypt' WHEN 2 THEN 'encrypt'
            WHEN 3 THEN 'describe' WHEN 4 THEN 'list' WHEN 5 THEN 'create'
            WHEN 6 THEN 'write' WHEN 7 THEN 'delete' WHEN 8 THEN 'restore'
            WHEN 9 THEN 'rotate' WHEN 10 THEN 'policy' WHEN 11 THEN 'replicate'
            WHEN 12 THEN 'tag'
          END AS operation,
          action.name AS eventName,
          principal.text AS principal, nullif(principal.person, '') AS person,
          session.text AS session,
          access_key.text AS accessKeyId, address.text AS sourceIPAddress,
          error.text AS errorCode, access.flags >> 1 & 1 AS denied,
          secret_version.version AS versionId, secret_version.stage AS versionStage
        FROM secret_access AS access
          JOIN secret ON secret.id = access.secret
          LEFT JOIN action ON action.id = access.action
          LEFT JOIN principal ON principal.id = access.principal
          LEFT JOIN session ON session.id = access.session
          LEFT JOIN access_key ON access_key.id = access.access_key
          LEFT JOIN address ON address.id = access.address
          LEFT JOIN error ON error.id = access.error
          LEFT JOIN secret_version ON secret_version.id = access.version;
        """
}

extension SecretOperation {
    /// The number that stands for it in `secret_access`.
    ///
    /// The numbers are part of the file format, and the view `secret_accesses` names them. For the
    /// two that make up nearly all rows SQLite needs no byte.
    var number: Int64 {
        switch self {
        case .read: 0
        case .decrypt: 1
        case .encrypt: 2
        case .describe: 3
        case .list: 4
        case .create: 5
        case .write: 6
        case .delete: 7
        case .restore: 8
        case .rotate: 9
        case .policy: 10
        case .replicate: 11
        case .tag: 12
        }
    }

    /// The operation with a number; nil for one of a later version.
    init?(number: Int64) {
        guard let operation = Self.allCases.first(where: { $0.number == number }) else {
            return nil
        }
        self = operation
    }

    /// Some operations' numbers, for SQL.
    static func numbers(_ operations: SecretOperation...) -> String {
        operations.map { "\($0.number)" }.joined(separator: ", ")
    }
}
