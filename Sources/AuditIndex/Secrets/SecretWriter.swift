import CloudTrail
import GRDB
import SecurityArchitecture

/// Keeps `secret`, `secret_version` and `secret_access`.
///
/// Accesses are gathered until the transaction ends, and inserted in the order of the table's key:
/// those that come together in logs are to many secrets, and each would otherwise need a page of
/// its own.
struct SecretWriter {
    /// Secrets and versions remembered; a company has hundreds.
    private static let bound = 20_000
    /// Accesses gathered at most; a call may be about many secrets.
    private static let accessesGathered = 65_536

    private let findSecret: Statement
    private let insertSecret: Statement
    private let updateSecret: Statement
    private let findVersion: Statement
    private let insertVersion: Statement
    private let inserter: SecretAccessInserter
    private var secrets: [SecretReference: Known] = [:]
    private var versions: [Version: Int64] = [:]
    private var waiting: [SecretAccessInserter.Entry] = []

    init(_ db: Database) throws {
        findSecret = try db.makeStatement(
            sql: """
                SELECT id, other_name FROM secret
                WHERE store = ? AND account = ? AND region = ? AND name = ?
                """
        )
        insertSecret = try db.makeStatement(
            sql: """
                INSERT INTO secret (store, account, region, name, other_name)
                VALUES (?, ?, ?, ?, ?) RETURNING id
                """
        )
        updateSecret = try db.makeStatement(
            sql: "UPDATE secret SET other_name = ? WHERE id = ?"
        )
        findVersion = try db.makeStatement(
            sql: "SELECT id FROM secret_version WHERE version IS ? AND stage IS ?"
        )
        insertVersion = try db.makeStatement(
            sql: "INSERT INTO secret_version (version, stage) VALUES (?, ?) RETURNING id"
        )
        inserter = try SecretAccessInserter(db)
    }

    /// A secret of the index.
    private struct Known {
        var id: Int64
        var otherName: String?

        /// Whether a record says more surely than the index which secret is meant: one that leaves no
        /// doubt does, and of two that do, one is taken whatever their order.
        func isLess(sure other: String?) -> Bool {
            guard let otherName else { return false }
            return other.map { $0 < otherName } ?? true
        }
    }

    /// The version that was accessed, as far as the record says.
    private struct Version: Hashable {
        var id: String?
        var stage: String?

        var length: Int { (id?.utf8.count ?? 0) + (stage?.utf8.count ?? 0) }
    }

    /// A way to access a secret, with what a row says of it.
    private struct Access {
        var secret: Int64
        var operation: Int64
        var version: Int64
        var flags: EventFlags
    }

    /// Looks up what the accesses of a batch have in common.
    private mutating func access(_ access: SecretAccess) throws -> Access {
        Access(
            // No entry refers to an access without a secret.
            secret: try access.reference.map { try secretID($0) } ?? 0,
            operation: access.operation.number,
            version: access.versionID == nil && access.versionStage == nil
                ? 0 : try versionID(Version(id: access.versionID, stage: access.versionStage)),
            flags: access.isBatch ? .batch : []
        )
    }

    /// Adds the accesses of a batch.
    ///
    /// - parameter numbers: The index's numbers of the batch's texts, by kind.
    mutating func write(_ batch: IndexBatch, _ numbers: [[Int64]]) throws {
        let accesses = try batch.secretAccesses.map { try access($0) }
        for entry in batch.secretAccessEntries {
            let access = accesses[Int(entry.access)]
            let position = Int(entry.row)
            var texts = InlineArray<6, Int64>(repeating: 0)
            for index in texts.indices {
                let kind = SecretAccessInserter.kinds[index]
                texts[index] = numbers[kind.rawValue][Int(batch.rows[position][kind])]
            }
            waiting.append(
                SecretAccessInserter.Entry(
                    secret: access.secret,
                    time: batch.rows[position].time,
                    content: batch.rows[position].content,
                    operation: access.operation,
                    flags: batch.rows[position].flags.union(access.flags),
                    version: access.version,
                    texts: texts
                )
            )
            if waiting.count >= Self.accessesGathered { try flush() }
        }
    }

    /// Writes what has gathered.
    mutating func flush() throws {
        try inserter.insert(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() {
        secrets = [:]
        versions = [:]
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func secretID(_ reference: SecretReference) throws -> Int64 {
        let otherName = reference.otherName?.kept
        var known = try secrets[reference] ?? secret(reference, otherName)
        if known.isLess(sure: otherName) {
            try updateSecret.execute(arguments: [otherName, known.id])
            known.otherName = otherName
        }
        if secrets.count >= Self.bound { secrets = [:] }
        secrets[reference] = known
        return known.id
    }

    /// What the index has of a secret; it is added where the index has nothing.
    private func secret(_ reference: SecretReference, _ otherName: String?) throws -> Known {
        let key: StatementArguments = [
            reference.store.rawValue, reference.place.accountID, reference.place.region,
            reference.name.kept,
        ]
        if let row = try Row.fetchOne(findSecret, arguments: key) {
            return Known(id: row[0], otherName: row[1])
        }
        guard let id = try Int64.fetchOne(insertSecret, arguments: key + [otherName]) else {
            throw DatabaseError(message: "a secret has no number")
        }
        return Known(id: id, otherName: otherName)
    }

    private mutating func versionID(_ version: Version) throws -> Int64 {
        if let id = versions[version] { return id }
        let key: StatementArguments = [version.id?.kept, version.stage?.kept]
        let id =
            try Int64.fetchOne(findVersion, arguments: key)
            ?? Int64.fetchOne(insertVersion, arguments: key)
        guard let id else { throw DatabaseError(message: "a version has no number") }
        // An id of Secrets Manager has 64 characters at most; an attacker's may have millions.
        guard version.length <= 200 else { return id }
        if versions.count >= Self.bound { versions = [:] }
        versions[version] = id
        return id
    }
}

extension String {
    /// The text with each zero byte as U+FFFD and credentials blanked, like all of the index.
    fileprivate var kept: String {
        Blanking.text(utf8.contains(0) ? replacing("\0", with: "\u{fffd}") : self)
    }
}

/// An access to a secret on its way to the index, beside its event.
package struct SecretAccessEntry: Sendable {
    /// The event, as a position in the batch's rows.
    package var row: Int32
    /// What was done to which secret, as a position in the batch's secret accesses.
    package var access: Int32

    package init(row: Int32, access: Int32) {
        self.row = row
        self.access = access
    }
}

/// Inserts accesses into `secret_access` in the order of its key, several to a statement.
struct SecretAccessInserter {
    /// An access, with the numbers that the index has given what it refers to.
    struct Entry {
        var secret: Int64
        var time: Int64
        var content: Int64
        var operation: Int64
        var flags: EventFlags
        var version: Int64
        /// The texts, by ``kinds``.
        var texts: InlineArray<6, Int64>
    }

    /// The texts that an access refers to.
    static let kinds: InlineArray<6, TextKind> = [
        .action, .principal, .session, .accessKey, .address, .error,
    ]

    private let inserter: GroupedInsert

    init(_ db: Database) throws {
        inserter = try GroupedInsert(
            db,
            "INSERT OR IGNORE INTO secret_access",
            columns: [
                "secret", "time", "content", "operation", "flags", "version",
                "action", "principal", "session", "access_key", "address", "error",
            ],
            blobs: 0
        )
    }

    func insert(_ accesses: [Entry]) throws {
        try inserter.insert(Self.order(accesses)) { entry, statement, place in
            Self.bind(accesses[Int(entry.access)], statement, place.first)
        }
    }

    /// The accesses by secret and time; exactly so for 2^24 secrets and 30,000 years.
    ///
    /// Words are sorted rather than the accesses, which are large.
    private static func order(_ accesses: [Entry]) -> [(key: UInt64, access: Int32)] {
        var order = accesses.indices.map { index in
            let secret = UInt64(truncatingIfNeeded: accesses[index].secret)
            let time = UInt64(truncatingIfNeeded: accesses[index].time)
            return (key: secret << 40 | time & 0xff_ffff_ffff, access: Int32(index))
        }
        order.sort { $0.key < $1.key }
        return order
    }

    @inline(__always)
    private static func bind(
        _ access: borrowing Entry,
        _ statement: HotStatement,
        _ first: Int32
    ) {
        statement.bind(access.secret, at: first)
        statement.bind(access.time, at: first + 1)
        statement.bind(access.content, at: first + 2)
        statement.bind(access.operation, at: first + 3)
        statement.bind(Int64(access.flags.rawValue), at: first + 4)
        statement.bind(access.version, at: first + 5)
        for index in access.texts.indices {
            statement.bind(access.texts[index], at: first + 6 + Int32(index))
        }
    }
}
