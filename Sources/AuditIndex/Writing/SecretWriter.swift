import CloudTrail
import GRDB
import SecurityArchitecture

/// Keeps `secret` and `secret_access`.
struct SecretWriter {
    /// Secrets remembered; a company has hundreds.
    private static let bound = 20_000
    /// Rows to a statement: beginning and ending one costs about as much as a row.
    private static let groupSize = 16
    private static let columns = 15
    private static let kinds: [TextKind] = [
        .action, .principal, .session, .accessKey, .address, .error,
    ]

    private let find: Statement
    private let insert: Statement
    private let single: HotStatement
    private let group: HotStatement
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
        single = try Self.statement(db, rows: 1)
        group = try Self.statement(db, rows: Self.groupSize)
    }

    private static func statement(_ db: Database, rows: Int) throws -> HotStatement {
        let row = "(\(repeatElement("?", count: columns).joined(separator: ", ")))"
        return try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO secret_access
                  (secret, time, id, content, operation, is_batch, flags,
                   action, principal, session, access_key, address, error, version, stage)
                VALUES \(repeatElement(row, count: rows).joined(separator: ", "))
                """,
            blobs: rows
        )
    }

    /// A way to touch a secret, with what a row says of it.
    private struct Access {
        var secret: Int64
        var operation: StableTexts.Text
        var isBatch: Int64
        var version: StableTexts.Text?
        var stage: StableTexts.Text?
    }

    /// Looks up what the touches of a batch have in common.
    private mutating func access(_ access: SecretAccess, _ texts: StableTexts) throws -> Access {
        Access(
            // No touch refers to an access without a secret.
            secret: try access.reference.map { try secretID($0) } ?? 0,
            operation: texts.add(access.operation.rawValue),
            isBatch: access.isBatch ? 1 : 0,
            version: access.versionID.map { texts.add($0.withoutZeros) },
            stage: access.versionStage.map { texts.add($0.withoutZeros) }
        )
    }

    /// Writes the touches of a batch.
    ///
    /// - parameter numbers: The index's numbers of the batch's texts, by kind.
    mutating func write(_ batch: IndexBatch, _ numbers: [[Int64]]) throws {
        let texts = StableTexts()
        defer { withExtendedLifetime(texts) {} }
        let accesses = try batch.secretAccesses.map { try access($0, texts) }
        let touches = batch.secretTouches
        var position = 0
        while position + Self.groupSize <= touches.count {
            for slot in 0..<Self.groupSize {
                bind(touches[position + slot], accesses, batch, numbers, group, slot: slot)
            }
            _ = try group.run()
            position += Self.groupSize
        }
        for touch in touches[position...] {
            bind(touch, accesses, batch, numbers, single, slot: 0)
            _ = try single.run()
        }
    }

    @inline(__always)
    private func bind(
        _ touch: SecretTouch,
        _ accesses: [Access],
        _ batch: IndexBatch,
        _ numbers: [[Int64]],
        _ statement: HotStatement,
        slot: Int
    ) {
        let access = accesses[Int(touch.access)]
        let row = batch.rows[Int(touch.row)]
        let first = Int32(slot * Self.columns)
        statement.bind(access.secret, at: first + 1)
        statement.bind(row.time, at: first + 2)
        statement.bind(id: row, batch, at: first + 3, slot: slot)
        statement.bind(row.content, at: first + 4)
        statement.bind(access.operation, at: first + 5)
        statement.bind(access.isBatch, at: first + 6)
        statement.bind(Int64(row.flags.rawValue), at: first + 7)
        var column = first + 8
        for kind in Self.kinds {
            statement.bind(numbers[kind.rawValue][Int(row[kind])], at: column)
            column += 1
        }
        statement.bind(access.version, at: first + 14)
        statement.bind(access.stage, at: first + 15)
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
