import Basics
import GRDB
import SecurityArchitecture

/// How often somebody read a secret from one address, or was denied.
package struct SecretReadCount: Sendable, Hashable {
    /// The secret.
    package var secret: SecretReference
    /// Who.
    package var principal: IndexedPrincipal
    /// `sourceIPAddress`.
    package var address: String?
    /// Whether a long-term key of a user was used.
    package var isLongTermKey: Bool
    /// How often the value was read.
    package var reads: Int
    /// How often that was denied.
    package var denied: Int
    /// The first time of either, in seconds since 1970.
    package var first: Int64
    /// The last time of either.
    package var last: Int64
}

extension AuditDatabase {
    /// Who read which secret how often, and from where, between two times.
    ///
    /// - parameter span: Seconds since 1970.
    /// - complexity: O(n) in the accesses to secrets.
    package func secretReadCounts(in span: Range<Int64>) throws -> [SecretReadCount] {
        try read { db in
            let secrets = Dictionary(
                uniqueKeysWithValues: try SecretDictionary(db).entries.map {
                    ($0.number, $0.reference)
                }
            )
            let texts = TextReader(db)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT a.secret, a.principal, a.address,
                      coalesce(substr(access_key.text, 1, 4) = 'AKIA', 0) AS is_long_term,
                      sum(NOT a.flags & 1), sum(a.flags >> 1 & 1), min(a.time), max(a.time)
                    FROM (\(Self.reads)) AS a
                      LEFT JOIN access_key ON access_key.id = a.access_key
                    WHERE a.time >= ? AND a.time < ?
                    GROUP BY a.secret, a.principal, a.address, is_long_term
                    """,
                arguments: [span.lowerBound, span.upperBound]
            )
            var counts: [SecretReadCount] = []
            while let row = try rows.next() {
                guard let secret = secrets[row[0]],
                    let principal = try texts.indexedPrincipal(row[1])
                else { continue }
                counts.append(
                    SecretReadCount(
                        secret: secret,
                        principal: principal,
                        address: try texts.text(.address, row[2]),
                        isLongTermKey: row[3],
                        reads: row[4],
                        denied: row[5],
                        first: row[6],
                        last: row[7]
                    )
                )
            }
            return counts
        }
    }
}

/// A secret that was accessed with a key.
package struct SecretTrace: Hashable, Sendable {
    /// The secret's name.
    package var name: String
    /// How often its value was got.
    package var reads: Int
    /// How often getting it was denied.
    package var denied: Int
    /// How often it was changed: written, deleted, rotated, shared.
    package var changes: Int
}

extension AuditDatabase {
    /// The secrets that were accessed with a key, in the order of the first access.
    ///
    /// - parameters:
    ///   - key: The access key.
    ///   - span: When the key was in use, which makes the question cheap.
    /// - complexity: O(s log n) in the secrets s and accesses n of the index, and O(m) in the
    ///   accesses within the span.
    package func secrets(
        accessedWith key: String,
        in span: ClosedRange<EventTime>
    ) throws -> [SecretTrace] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT secret.name,
                      sum(a.operation = \(SecretOperation.read.number) AND NOT a.flags & 1),
                      sum(a.operation = \(SecretOperation.read.number) AND a.flags >> 1 & 1),
                      sum(a.operation NOT IN
                        (\(SecretOperation.numbers(.read, .decrypt, .encrypt, .describe, .list)))
                        AND NOT a.flags & 1)
                    FROM secret CROSS JOIN secret_access AS a
                      ON a.secret = secret.id AND a.time BETWEEN ?2 AND ?3
                    WHERE a.access_key = (SELECT id FROM access_key WHERE text = ?1)
                    GROUP BY secret.name ORDER BY min(a.time), secret.name
                    """,
                arguments: [key, span.lowerBound.seconds, span.upperBound.seconds]
            ).map { SecretTrace(name: $0[0], reads: $0[1], denied: $0[2], changes: $0[3]) }
        }
    }
}
