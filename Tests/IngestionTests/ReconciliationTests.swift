import AuditIndex
import AuditTestSupport
import Testing

@testable import Ingestion

/// The facts about the real logs, as the README beside them has them.
struct ReconciliationTests {
    private static func expectFacts(
        _ summary: IngestSummary,
        others: Int = 6,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(summary.files.found == 674 + others, sourceLocation: sourceLocation)
        #expect(
            summary.files.others.values.reduce(0, +) == others,
            sourceLocation: sourceLocation
        )
        #expect(summary.files.read == 674, sourceLocation: sourceLocation)
        #expect(summary.files.digests == 0, sourceLocation: sourceLocation)
        #expect(summary.files.damaged == 0, sourceLocation: sourceLocation)
        #expect(summary.records.read == 3_549, sourceLocation: sourceLocation)
        #expect(summary.records.indexed == 3_283, sourceLocation: sourceLocation)
        #expect(summary.records.duplicate == 251, sourceLocation: sourceLocation)
        #expect(summary.records.rejected == 15, sourceLocation: sourceLocation)
    }

    @Test
    func `All of them reconcile, and running again changes nothing`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            Self.expectFacts(try ingest([RealLogs.folder.path], into: index))
            try expectConsistent(index)
            try expectRecordsInPlace(index)
            let before = try index.allTables()
            let again = try ingest([RealLogs.folder.path], into: index)
            #expect(again.files.skipped == 680)
            #expect(again.records == IngestSummary.Records())
            #expect(again.knownRejected == 15)
            #expect(again.isClean)
            #expect(try index.allTables() == before)
            let status = try index.status(now: 1_800_000_000)
            #expect(status.events == 3_283)
            #expect(status.records == (3_549, 3_283, 251, 15))
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
                Self.expectFacts(try ingest([RealLogs.folder.path], into: index, jobs: jobs))
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
            try ingest([RealLogs.folder.path], into: whole)
            let index = try AuditDatabase.openForWriting(folder.path("parts.db"))
            var random = SeededRandom(seed: seed)
            var sum = IngestSummary()
            for file in RealLogs.files().shuffled(using: &random) {
                let summary = try ingest([file.path], into: index, jobs: 1)
                sum.files.found += summary.files.found
                sum.files.read += summary.files.read
                sum.files.digests += summary.files.digests
                sum.records.read += summary.records.read
                sum.records.indexed += summary.records.indexed
                sum.records.duplicate += summary.records.duplicate
                sum.records.rejected += summary.records.rejected
            }
            Self.expectFacts(sum, others: 0)
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
            let summary = try ingest([RealLogs.attacks], into: index)
            #expect(summary.records.read == 2_900)
            #expect(summary.records.indexed == 2_900)
            #expect(summary.isClean)
        }
    }
}
