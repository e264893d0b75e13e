import AuditIndex
import AuditTestSupport
import CloudTrail
import Ingestion
import Testing

struct SampleLogsIngestionTests {
    /// What the generator's files contain, according to the reader alone.
    private struct Totals {
        var digests = 0
        var records = 0
        var events: Set<String> = []

        init(_ files: [SampleLogs.File]) {
            let reader = LogReader()
            for file in files {
                let report = reader.read(bytes: file.json) { record, _ in
                    if case .event(let event) = record {
                        events.insert("\(event.time) \(event.identifier)")
                    }
                    return true
                }
                if report.isDigest { digests += 1 }
                records += report.records
            }
        }
    }

    @Test
    func `The sample logs reconcile to what their generator wrote`() throws {
        try TemporaryFolder.with { folder in
            let sample = SampleLogs(seed: 7)
            let files = sample.files()
            try sample.write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let summary = try ingest([folder.path("AWSLogs")], into: index)
            let totals = Totals(files)
            #expect(summary.files.found == files.count)
            #expect(summary.files.digests == totals.digests)
            #expect(summary.files.read == files.count - totals.digests)
            #expect(summary.records.read == totals.records)
            #expect(summary.records.indexed == totals.events.count)
            #expect(summary.inflatedBytes == files.reduce(0) { $0 + Int64($1.json.count) })
            #expect(summary.isClean)
            try expectConsistent(index)
            try expectRecordsInPlace(index)
        }
    }
}
