import Testing

@testable import AuditCommands
@testable import Ingestion

struct IngestProgressTests {
    private static func progress(
        found: Int,
        done: Int,
        skipped: Int = 0,
        records: Int = 0,
        bytes: Int64 = 0
    ) -> IngestProgress {
        var progress = IngestProgress()
        progress.filesFound = found
        progress.filesDone = done
        progress.filesSkipped = skipped
        progress.records = records
        progress.inflatedBytes = bytes
        return progress
    }

    @Test
    func `Before the walk has ended there is nothing to report`() {
        #expect(
            IngestProgressBar.text(Self.progress(found: 0, done: 0), seconds: 3)
                == "Looking for files …"
        )
    }

    @Test
    func `The line shows files, records, speed and the time left`() {
        let progress = Self.progress(found: 300, done: 60, records: 120_000, bytes: 160_000_000)
        #expect(
            IngestProgressBar.text(progress, seconds: 4)
                == "60 of 300 files, 120,000 records, 40.0 MB/s, 16 s left"
        )
    }

    @Test
    func `The last seconds are counted whole`() {
        let progress = Self.progress(found: 10, done: 5, records: 1)
        #expect(
            IngestProgressBar.text(progress, seconds: 2.2)
                == "5 of 10 files, 1 record, 0 bytes/s, 3 s left"
        )
    }

    @Test
    func `Files that were skipped say nothing about the time left`() {
        let half = Self.progress(found: 1_000, done: 510, skipped: 500)
        #expect(IngestProgressBar.text(half, seconds: 1).hasSuffix(", 49 s left"))
        let skipped = Self.progress(found: 1_000, done: 500, skipped: 500)
        #expect(!IngestProgressBar.text(skipped, seconds: 1).contains("left"))
    }

    @Test
    func `Files that appear during the run do not lead beyond the whole`() {
        let late = Self.progress(found: 10, done: 12, records: 5)
        #expect(IngestProgressBar.text(late, seconds: 1) == "10 of 10 files, 5 records, 0 bytes/s")
        #expect(IngestProgressBar.text(late, seconds: 0) == "10 of 10 files, 5 records")
    }
}
