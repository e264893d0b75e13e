import AuditIndex
import AuditTestSupport
import CloudTrail
import Foundation
import Ingestion
import Testing

/// Runs over some paths.
@discardableResult
func ingest(
    _ paths: [String],
    into index: AuditDatabase,
    jobs: Int = 2,
    limits: LogLimits = LogLimits(),
    retriesDamaged: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> IngestSummary {
    var options = IngestOptions()
    options.jobs = jobs
    options.limits = limits
    options.retriesDamaged = retriesDamaged
    let summary = try Ingest(index: index, options: options).run(paths)
    expectReconciled(summary, sourceLocation: sourceLocation)
    return summary
}

/// What holds of every run.
func expectReconciled(_ summary: IngestSummary, sourceLocation: SourceLocation) {
    let (files, records) = (summary.files, summary.records)
    #expect(
        records.read == records.indexed + records.duplicate + records.rejected,
        sourceLocation: sourceLocation
    )
    #expect(
        files.found == files.read + files.skipped + files.damaged + files.digests
            + files.others.values.reduce(0, +),
        sourceLocation: sourceLocation
    )
}

/// What holds of every index: the counts are those of its events, and the ledger's are its own.
func expectConsistent(
    _ index: AuditDatabase,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let recount = try Recount(index)
    #expect(try index.activityTexts() == recount.activity, sourceLocation: sourceLocation)
    #expect(try index.seenTexts() == recount.seen, sourceLocation: sourceLocation)
    for (problem, sql) in [
        (
            "a file's records are not the sum of what became of them",
            "SELECT count(*) FROM source WHERE records <> indexed + duplicates + rejected"
        ),
        (
            "a file has more or fewer rejected records than the ledger says",
            """
            SELECT count(*) FROM source WHERE rejected <>
              (SELECT count(*) FROM rejected WHERE rejected.source = source.id)
            """
        ),
        (
            "a rejected record is of no file",
            "SELECT count(*) FROM rejected WHERE source NOT IN (SELECT id FROM source)"
        ),
        (
            "an event is of no file",
            "SELECT count(*) FROM event WHERE source NOT IN (SELECT id FROM source)"
        ),
    ] {
        let count = try index.number(sql)
        #expect(count == 0, "\(problem)", sourceLocation: sourceLocation)
    }
}

/// Whether each event's record is where the index says, in the files as they are now.
func expectRecordsInPlace(
    _ index: AuditDatabase,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    var files: [Int64: [UInt8]] = [:]
    var events: [IndexedEvent] = []
    try index.search(EventFilter(), newestFirst: false) { event in
        events.append(event)
        return true
    }
    for event in events where files[event.source] == nil {
        let path = try #require(try index.place(of: event.source)?.path.description)
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        files[event.source] = Gzip.inflate(bytes) ?? bytes
    }
    for event in events {
        let bytes = files[event.source] ?? []
        let start = Int(event.location.offset)
        let end = start + event.location.length
        let record =
            start >= 0 && end <= bytes.count ? try? Event(parsing: bytes[start..<end]) : nil
        #expect(
            record?.identifier == event.identifier,
            "\(event.identifier) at \(start)",
            sourceLocation: sourceLocation
        )
    }
    for (event, record) in zip(events, try RawRecordReader(index: index).records(of: events)) {
        let record = try record.get()
        #expect(record.identifier == event.identifier, sourceLocation: sourceLocation)
        #expect(record.time == event.time, sourceLocation: sourceLocation)
    }
}
