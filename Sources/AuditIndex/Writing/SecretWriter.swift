import CloudTrail
import GRDB
import SecurityArchitecture

/// Keeps `secret` and `secret_access`.
struct SecretWriter {
    /// Secrets remembered; a company has hundreds.
    private static let bound = 20_000

    private let find: Statement
    private let insert: Statement
    private let add: HotStatement
    private var known: [SecretReference: Int64] = [:]

    init(_ db: Database) throws {
        find = try db.makeStatement(
            sql: """
                SELECT id FROM secret WHERE store = ? AND account = ? AND region = ? AND name = ?
                """
        )
        insert = try db.makeStatement(
            sql: """
                INSERT INTO secret (store, account, region, name, other_name)
                VALUES (?, ?, ?, ?, ?) RETURNING id
                """
        )
        add = try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO secret_access
                  (secret, time, id, content, operation, is_batch, flags,
                   action, principal, session, access_key, address, error, version, stage)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                """
        )
    }

    /// Writes one touch.
    ///
    /// - parameters:
    ///   - row: The event.
    ///   - number: Gives the index's number of one of the event's texts.
    mutating func write(
        _ access: SecretAccess,
        _ row: EventRow,
        _ batch: IndexBatch,
        _ number: (TextKind) -> Int64
    ) throws {
        guard let reference = access.reference else { return }
        add.bind(try secretID(reference), at: 1)
        add.bind(row.time, at: 2)
        add.bind(id: row, batch, at: 3)
        add.bind(row.content, at: 4)
        add.bind(text: Array(access.operation.rawValue.utf8)[...], at: 5)
        add.bind(access.isBatch ? 1 : 0, at: 6)
        add.bind(Int64(row.flags.rawValue), at: 7)
        add.bind(number(.action), at: 8)
        add.bind(number(.principal), at: 9)
        add.bind(number(.session), at: 10)
        add.bind(number(.accessKey), at: 11)
        add.bind(number(.address), at: 12)
        add.bind(number(.error), at: 13)
        add.bind(access.versionID, at: 14)
        add.bind(access.versionStage, at: 15)
        _ = try add.run()
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() { known = [:] }

    private mutating func secretID(_ reference: SecretReference) throws -> Int64 {
        if let id = known[reference] { return id }
        let key: StatementArguments = [
            reference.store.rawValue, reference.place.accountID, reference.place.region,
            reference.name.withoutZeros,
        ]
        let other: StatementArguments = [reference.otherName?.withoutZeros]
        let id =
            try Int64.fetchOne(find, arguments: key)
            ?? Int64.fetchOne(insert, arguments: key + other)
        guard let id else { throw DatabaseError(message: "a secret has no number") }
        if known.count >= Self.bound { known = [:] }
        known[reference] = id
        return id
    }
}

extension String {
    /// The text with each zero byte as U+FFFD, like all texts of the index.
    fileprivate var withoutZeros: String {
        utf8.contains(0) ? replacing("\0", with: "\u{fffd}") : self
    }
}
