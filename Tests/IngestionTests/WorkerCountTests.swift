import AuditIndex
import AuditTestSupport
import Ingestion
import Testing

/// What is kept beside events is the same in the index, however many workers filled it.
struct WorkerCountTests {
    @Test
    func `The number of workers changes nothing`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let one = try AuditDatabase.openForWriting(folder.path("one.db"))
            _ = try ingest([folder.path("AWSLogs")], into: one, jobs: 1)
            let starts = try one.rows(RoleSessionTests.starts)
            let accesses = try one.rows(SecretAccessTests.accesses)
            #expect(starts.count > 500)
            #expect(accesses.count > 1_000)
            for jobs in [2, 8] {
                let other = try AuditDatabase.openForWriting(folder.path("\(jobs).db"))
                _ = try ingest([folder.path("AWSLogs")], into: other, jobs: jobs)
                try expectConsistent(other)
                #expect(try other.rows(RoleSessionTests.starts) == starts, "with \(jobs)")
                #expect(try other.rows(SecretAccessTests.accesses) == accesses, "with \(jobs)")
            }
        }
    }
}
