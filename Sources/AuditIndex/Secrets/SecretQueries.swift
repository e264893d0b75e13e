import Basics
import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// The accesses that got a value, each read counted once.
    ///
    /// A batch that has a record for each of its secrets counts by those; a read that a service made
    /// for its caller counts where the caller's own is not at hand; a decryption counts where
    /// the read that it was made for is not at hand, as after a batch by filters.
    static let reads = """
        SELECT * FROM secret_access AS a
        WHERE a.operation IN (\(SecretOperation.numbers(.read, .decrypt)))
          AND NOT (a.flags & \(EventFlags.batch.rawValue) AND EXISTS (
            SELECT 1 FROM secret_access AS r
            WHERE r.secret = a.secret AND r.time = a.time
              AND r.operation = \(SecretOperation.read.number)
              AND NOT r.flags & \(EventFlags([.batch, .forwarded]).rawValue)
              AND r.session = a.session AND r.principal = a.principal))
          AND NOT (a.operation = \(SecretOperation.read.number)
            AND a.flags & \(EventFlags.forwarded.rawValue) AND EXISTS (
            SELECT 1 FROM secret_access AS r
            WHERE r.secret = a.secret AND r.time BETWEEN a.time - 5 AND a.time + 5
              AND r.operation = \(SecretOperation.read.number)
              AND NOT r.flags & \(EventFlags.forwarded.rawValue)
              AND r.session = a.session AND r.principal = a.principal))
          AND NOT (a.operation = \(SecretOperation.decrypt.number) AND EXISTS (
            SELECT 1 FROM secret_access AS r
            WHERE r.secret = a.secret AND r.time BETWEEN a.time - 5 AND a.time + 5
              AND r.operation = \(SecretOperation.read.number) AND r.principal = a.principal))
        """

    /// The secrets that the index has seen, by name.
    ///
    /// - parameter span: Only reads in these seconds since 1970 are counted.
    /// - Complexity: O(n) in the accesses to secrets.
    package func secrets(in span: Range<Int64>? = nil) throws -> [SecretRecord] {
        try read { db in
            var records = try Row.fetchAll(db, sql: "SELECT * FROM secret").map {
                SecretRecord(number: $0["id"], reference: SecretReference($0))
            }
            var positions: [Int64: Int] = [:]
            for (position, record) in records.enumerated() { positions[record.number] = position }
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT secret, sum(NOT flags & 1), sum(flags >> 1 & 1),
                      count(DISTINCT CASE WHEN NOT flags & 1 THEN principal END),
                      max(CASE WHEN NOT flags & 1 THEN time END)
                    FROM (\(Self.reads)) WHERE time >= ? AND time < ? GROUP BY secret
                    """,
                arguments: Self.arguments(span)
            )
            while let row = try rows.next() {
                guard let position = positions[row[0]] else { continue }
                records[position].reads = row[1]
                records[position].denied = row[2]
                records[position].readers = row[3]
                records[position].lastRead = (row[4] as Int64?).map(EventTime.init(seconds:))
            }
            let life = try Row.fetchCursor(
                db,
                sql: """
                    SELECT secret, min(time),
                      max(CASE WHEN NOT flags & 1
                        AND operation IN (\(SecretOperation.numbers(.write, .create)))
                        THEN time END)
                    FROM secret_access GROUP BY secret
                    """
            )
            while let row = try life.next() {
                guard let position = positions[row[0]] else { continue }
                records[position].firstSeen = EventTime(seconds: row[1])
                records[position].lastChange = (row[2] as Int64?).map(EventTime.init(seconds:))
            }
            try addRotations(db) { secret, name, time, isFailure in
                guard let position = positions[secret] else { return }
                records[position].rotation.apply(name, time, isFailure: isFailure)
            }
            return Self.merged(records)
        }
    }

    private static func arguments(_ span: Range<Int64>?) -> StatementArguments {
        [span?.lowerBound ?? .min, span?.upperBound ?? .max]
    }

    private func addRotations(
        _ db: Database,
        _ body: (Int64, String, EventTime, Bool) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT secret, action.name, time, flags & 1
                FROM secret_access JOIN action ON action.id = action
                WHERE operation = \(SecretOperation.rotate.number) ORDER BY secret, time
                """
        )
        while let row = try rows.next() {
            body(row[0], row[1], EventTime(seconds: row[2]), row[3])
        }
    }

    /// Joins a secret whose name was ambiguous with the one of its other name, if there is one.
    private static func merged(_ records: [SecretRecord]) -> [SecretRecord] {
        var byReference: [SecretReference: SecretRecord] = [:]
        for record in records where record.reference.otherName == nil {
            byReference[record.reference] = record
        }
        for record in records where record.reference.otherName != nil {
            let resolved = record.reference.resolved { name in
                var reference = record.reference
                reference.name = name
                return byReference[reference] != nil
            }
            if var known = byReference[resolved] {
                known.add(record)
                byReference[resolved] = known
            } else {
                byReference[record.reference] = record
            }
        }
        return byReference.values.sorted {
            ($0.reference.name, $0.number) < ($1.reference.name, $1.number)
        }
    }
}

extension AuditDatabase {
    /// Who got a secret's value, or tried to, the latest first.
    ///
    /// - parameter span: Only what was read in these seconds since 1970.
    package func readers(
        of secret: SecretRecord,
        in span: Range<Int64>? = nil
    ) throws -> [SecretReader] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT principal.text, principal.type, principal.role, a.time, a.flags,
                      address.text,
                      coalesce(secret_version.version, secret_version.stage), principal.person
                    FROM (\(Self.reads)) AS a
                      LEFT JOIN principal ON principal.id = a.principal
                      LEFT JOIN address ON address.id = a.address
                      LEFT JOIN secret_version ON secret_version.id = a.version
                    WHERE a.secret IN (\(secret.numbers)) AND a.time >= ? AND a.time < ?
                    ORDER BY a.time
                    """,
                arguments: Self.arguments(span)
            )
            var readers: [IndexedPrincipal: SecretReader] = [:]
            while let row = try rows.next() {
                let principal = IndexedPrincipal(
                    text: row[0] ?? "",
                    type: row[1] ?? "unknown",
                    role: row[2],
                    person: row[7]
                )
                let time = EventTime(seconds: row[3])
                var reader =
                    readers[principal]
                    ?? SecretReader(principal: principal, first: time, last: time)
                let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row[4] as Int64))
                if flags.contains(.denied) { reader.denied += 1 }
                if !flags.contains(.failed) { reader.reads += 1 }
                reader.last = time
                reader.note(row[5], in: \.addresses)
                reader.note(row[6], in: \.versions)
                readers[principal] = reader
            }
            return readers.values.sorted {
                ($0.last, $0.principal.joined) > ($1.last, $1.principal.joined)
            }
        }
    }

    /// The changes of a secret, all but reads and descriptions of it, the latest first.
    package func changes(of secret: SecretRecord) throws -> [SecretChange] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT a.time, action.name, a.operation, principal.text, error.text, a.flags & 1,
                      principal.type, principal.role, principal.person
                    FROM secret_access AS a
                      LEFT JOIN action ON action.id = a.action
                      LEFT JOIN principal ON principal.id = a.principal
                      LEFT JOIN error ON error.id = a.error
                    WHERE a.secret IN (\(secret.numbers)) AND a.operation NOT IN
                      (\(SecretOperation.numbers(.read, .decrypt, .encrypt, .describe, .list)))
                    ORDER BY a.time DESC, (
                      SELECT id FROM event WHERE event.time = a.time AND event.content = a.content)
                    """
            ).map { row in
                SecretChange(
                    time: EventTime(seconds: row[0]),
                    eventName: row[1] ?? "",
                    operation: SecretOperation(number: row[2])?.rawValue ?? "",
                    principal: (row[3] as String?).map {
                        IndexedPrincipal(
                            text: $0,
                            type: row[6] ?? "unknown",
                            role: row[7],
                            person: row[8]
                        )
                    },
                    errorCode: (row[4] as String?).flatMap {
                        $0 == EventText.failureWithoutCode ? nil : $0
                    },
                    isFailure: row[5]
                )
            }
        }
    }
}

extension SecretReader {
    /// Notes a text once; of very many the first hundred are enough to see what is going on.
    fileprivate mutating func note(
        _ text: String?,
        in list: WritableKeyPath<SecretReader, [String]>
    ) {
        guard let text, self[keyPath: list].count < 100, !self[keyPath: list].contains(text) else {
            return
        }
        self[keyPath: list].append(text)
    }
}
