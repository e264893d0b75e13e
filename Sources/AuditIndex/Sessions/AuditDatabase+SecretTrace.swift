import CloudTrail
import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// The secrets that were touched with a key, in the order of the first touch.
    ///
    /// - parameters:
    ///   - key: The access key.
    ///   - span: When the key was in use, which makes the question cheap.
    /// - complexity: O(s log n) in the secrets s and touches n of the index, and O(m) in the touches
    ///   within the span.
    public func secrets(
        touchedWith key: String,
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
