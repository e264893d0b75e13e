import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// Who got which secret's value how often, and from where, between two times.
    ///
    /// - parameter span: Seconds since 1970.
    /// - complexity: O(n) in the touches of secrets.
    public func secretReadCounts(in span: Range<Int64>) throws -> [SecretReadCount] {
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
