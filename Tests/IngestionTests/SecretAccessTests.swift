import AuditIndex
import AuditTestSupport
import Ingestion
import Testing

/// Accesses to secrets are the same in the index, however it was filled.
struct SecretAccessTests {
    static let accesses = "SELECT * FROM secret_accesses ORDER BY 5, 1, 2, 3, 4, 6, 7, 8, 9"

    @Test
    func `Reading the same events again adds no access to a secret`() throws {
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

    /// An index of the sixth version has the same accesses, in larger rows.
    @Test
    func `An older index's accesses become smaller rows with the same content`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let path = folder.path("audit.db")
            var index = try AuditDatabase.openForWriting(path)
            _ = try ingest([folder.path("AWSLogs")], into: index)
            let expected = try index.rows(Self.accesses)
            let rows = try index.rows(Self.numbered)
            let records = try index.secrets().map { "\($0)" }
            try index.takeBackSecretRows()
            #expect(try index.number("SELECT count(*) FROM secret_access WHERE is_batch") > 0)
            #expect(try index.number("SELECT count(version) FROM secret_access") > 0)
            #expect(try index.number("SELECT count(stage) FROM secret_access") > 0)
            index = try AuditDatabase.openForWriting(path)
            #expect(try index.rows(Self.accesses) == expected)
            #expect(try index.rows(Self.numbered) == rows)
            #expect(try index.secrets().map { "\($0)" } == records)
            let summary = try ingest([folder.path("AWSLogs")], into: index)
            #expect(summary.files.read == 0)
            #expect(try index.rows(Self.accesses) == expected)
        }
    }

    /// What the view does not show, or shows as texts.
    private static let numbered = """
        SELECT secret, time, content, operation, flags FROM secret_access ORDER BY 1, 2, 3, 4
        """
}
