import AuditIndex
import AuditTestSupport
import Testing

@testable import Ingestion

/// The facts about the real logs, as the README beside them tells.
///
/// Skipped where the logs are missing: they are no part of the repository.
@Suite(.enabled(if: SharedLogs.exist, "the real logs are not beside this repository"))
struct ReconciliationTests {
    private static func expectFacts(
        _ summary: IngestSummary,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(summary.files.found == 693, sourceLocation: sourceLocation)
        #expect(summary.files.read == 691, sourceLocation: sourceLocation)
        #expect(summary.files.digests == 2, sourceLocation: sourceLocation)
        #expect(summary.files.damaged == 0, sourceLocation: sourceLocation)
        #expect(summary.records.read == 3_576, sourceLocation: sourceLocation)
        #expect(summary.records.indexed == 3_310, sourceLocation: sourceLocation)
        #expect(summary.records.duplicate == 251, sourceLocation: sourceLocation)
        #expect(summary.records.rejected == 15, sourceLocation: sourceLocation)
    }

    @Test
    func `All of them reconcile, and running again changes nothing`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            Self.expectFacts(try ingest([SharedLogs.root], into: index))
            try expectConsistent(index)
            try expectRecordsInPlace(index)
            let before = try index.allTables()
            let again = try ingest([SharedLogs.root], into: index)
            #expect(again.files.skipped == 693)
            #expect(again.records == IngestSummary.Records())
            #expect(again.knownRejected == 15)
            #expect(!again.isClean)
            #expect(try index.allTables() == before)
            let status = try index.status()
            #expect(status.events == 3_310)
            #expect(status.records == (3_576, 3_310, 251, 15))
        }
    }

    @Test
    func `The same events come out of any number of jobs, and of a new index`() throws {
        try TemporaryFolder.with { folder in
            let name = folder.path("audit.db")
            var known: [[[String]]]?
            for jobs in [1, 2, 8, 1] {
                for suffix in ["", "-wal", "-shm"] { try? folder.remove("audit.db\(suffix)") }
                let index = try AuditDatabase.openForWriting(name)
                Self.expectFacts(try ingest([SharedLogs.root], into: index, jobs: jobs))
                try expectConsistent(index)
                let texts = try [index.eventTexts(), index.activityTexts(), index.seenTexts()]
                #expect(texts == known ?? texts, "\(jobs) jobs")
                known = texts
            }
        }
    }

    @Test(arguments: 1...2)
    func `The same events come out file by file, in any order`(seed: Int) throws {
        try TemporaryFolder.with { folder in
            let whole = try AuditDatabase.openForWriting(folder.path("whole.db"))
            try ingest([SharedLogs.root], into: whole)
            let index = try AuditDatabase.openForWriting(folder.path("parts.db"))
            var random = SeededRandom(seed: seed)
            var sum = IngestSummary()
            for file in SharedLogs.files.shuffled(using: &random) {
                let summary = try ingest([file], into: index, jobs: 1)
                sum.files.found += summary.files.found
                sum.files.read += summary.files.read
                sum.files.digests += summary.files.digests
                sum.records.read += summary.records.read
                sum.records.indexed += summary.records.indexed
                sum.records.duplicate += summary.records.duplicate
                sum.records.rejected += summary.records.rejected
            }
            Self.expectFacts(sum)
            try expectConsistent(index)
            #expect(try index.eventTexts() == whole.eventTexts())
            #expect(try index.activityTexts() == whole.activityTexts())
            #expect(try index.seenTexts() == whole.seenTexts())
        }
    }

    @Test
    func `Every record of one account's afternoon is an event`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let summary = try ingest(["\(SharedLogs.root)/invictus-ir"], into: index)
            #expect(summary.records.read == 2_900)
            #expect(summary.records.indexed == 2_900)
            #expect(summary.isClean)
        }
    }
}
