import AuditIndex
import AuditTestSupport
import Ingestion
import Testing

/// Accesses to secrets are the same in the index, however it was filled.
struct SecretAccessTests {
    static let accesses = "SELECT * FROM secret_accesses ORDER BY 5, 1, 2, 3, 4, 6, 7, 8, 9"

    @Test
    func `Reading the same events again counts no access twice`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path("a"))
            try SampleLogs(seed: 3).write(into: folder.path("b"))
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try ingest([folder.path("a")], into: index)
            let expected = try index.rows(Self.accesses)
            let summary = try ingest([folder.path("b")], into: index)
            #expect(summary.records.indexed == 0)
            #expect(try index.rows(Self.accesses) == expected)
        }
    }
}
