import SecurityArchitecture

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

extension Schema {
    /// Touches of secrets in rows of half the size.
    ///
    /// Touches lie by secret, so that a run's lie all over the table, and each transaction writes
    /// most of its pages anew: the size of a row is what they cost.
    ///
    /// - `operation` is a number, `version` refers to `secret_version` (0 for none), and `flags`
    ///   says what `is_batch` did.
    /// - `content` stands for the event within its second. It is a hash of the whole record, with
    ///   the id, which nobody can choose: that two events of a second which touch one secret have
    ///   the same 48 bits is no concern, and would cost a touch and no event.
    static let secretRows = """
        CREATE TABLE secret_version (
          id INTEGER PRIMARY KEY, version TEXT, stage TEXT, UNIQUE (version, stage)
        );
        INSERT INTO secret_version (version, stage)
          SELECT DISTINCT version, stage FROM secret_access
          WHERE version IS NOT NULL OR stage IS NOT NULL;
        DROP VIEW secret_accesses;
        ALTER TABLE secret_access RENAME TO old_secret_access;
        CREATE TABLE secret_access (
          secret INTEGER NOT NULL,
          time INTEGER NOT NULL, content INTEGER NOT NULL, operation INTEGER NOT NULL,
          action INTEGER NOT NULL, principal INTEGER NOT NULL, session INTEGER NOT NULL,
          access_key INTEGER NOT NULL, address INTEGER NOT NULL, error INTEGER NOT NULL,
          flags INTEGER NOT NULL, version INTEGER NOT NULL,
          PRIMARY KEY (secret, time, content, operation)
        ) WITHOUT ROWID;
        INSERT OR IGNORE INTO secret_access SELECT
          old.secret, old.time, old.content, \(operationNumberSQL),
          old.action, old.principal, old.session, old.access_key, old.address, old.error,
          old.flags | iif(old.is_batch, \(EventFlags.batch.rawValue), 0),
          CASE WHEN old.version IS NULL AND old.stage IS NULL THEN 0 ELSE (
            SELECT id FROM secret_version AS known
            WHERE known.version IS old.version AND known.stage IS old.stage
          ) END
        FROM old_secret_access AS old;
        DROP TABLE old_secret_access;
        CREATE VIEW secret_accesses AS SELECT
          secret.name AS secret, secret.store AS store,
          secret.account AS recipientAccountId, secret.region AS awsRegion,
          strftime('%Y-%m-%dT%H:%M:%SZ', access.time, 'unixepoch') AS eventTime,
          \(SecretOperation.nameSQL(of: "access.operation")) AS operation,
          action.name AS eventName,
          principal.text AS principal, session.text AS session,
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

    private static var operationNumberSQL: String {
        let cases = SecretOperation.allCases.map { "WHEN '\($0.rawValue)' THEN \($0.number)" }
        return "CASE old.operation \(cases.joined(separator: " ")) END"
    }
}

extension SecretOperation {
    /// The number that stands for it in `secret_access`.
    ///
    /// The numbers are part of the file format. The two that make up nearly all rows take no byte
    /// of SQLite's.
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

    /// What a column's number stands for, as text in SQL.
    static func nameSQL(of column: String) -> String {
        let cases = allCases.map { "WHEN \($0.number) THEN '\($0.rawValue)'" }
        return "CASE \(column) \(cases.joined(separator: " ")) END"
    }
}
