import AuditIndex
import AuditTestSupport
import Foundation
import Testing

@testable import Ingestion

/// Files of more records than one batch holds, which reach the index in parts.
struct LargeFileTests {
    private static let count = 40_000
    /// Records of which some are rejected and some come twice.
    private static let log = Gzip.compress(
        LogText.log(
            (0..<count).map { number in
                number % 1_000 == 999 ? LogText.timeless(number) : LogText.event(number % 39_000)
            }
        ),
        level: 1
    )

    @Test
    func `The ledger's sums are those of all parts`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let file = try folder.write(Self.log, to: "a.json.gz")
            let summary = try ingest([file], into: index)
            #expect(summary.records.read == Self.count)
            #expect(summary.records.rejected == 40)
            #expect(summary.records.duplicate == 999)
            let ledger = try index.rows("SELECT state, records, rejected FROM source")
            #expect(ledger == [["\"read\"", "\(Self.count)", "40"]])
            try expectConsistent(index)
            #expect(try ingest([file], into: index).files.skipped == 1)
        }
    }

    @Test
    func `Of very many rejected records the first are listed, and all are counted`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let records = [String](repeating: "0", count: 25_000) + [LogText.event(1)]
            let file = try folder.write(LogText.log(records), to: "a.json")
            for records in [records, records + ["1"]] {
                try folder.write(LogText.log(records), to: "a.json")
                let summary = try ingest([file], into: index)
                #expect(summary.records.rejected == records.count - 1)
                #expect(try index.number("SELECT rejected FROM source") == records.count - 1)
                let listed = try index.number("SELECT count(*) FROM rejected")
                #expect((1_000...16_384).contains(listed))
            }
        }
    }

    /// Batches of three parts of one file, of which the last tells how it ended.
    private static func parts(_ file: LogPath, _ stamp: FileStamp) -> [IndexBatch] {
        let batches = Batches()
        return (0..<3).map { part in
            batches.begin(file, stamp, isFirst: part == 0)
            batches.add(LogText.log(part * 100..<part * 100 + 100), isLast: part == 2)
            return batches.take()
        }
    }

    @Test(arguments: 0...3)
    func `A kill between parts leaves a file that is read again`(written: Int) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let records = (0..<300).map { LogText.event($0) } + [LogText.timeless(1)]
            let path = try folder.write(LogText.log(records), to: "a.json")
            let status = try FileSystem.status(Array(path.utf8))
            let file = LogPath(folder: Array(folder.path.utf8), name: Array("a.json".utf8))
            for batch in Self.parts(file, status.stamp).prefix(written) {
                try index.write { try $0.write(batch) }
                try expectConsistent(index)
            }
            let state = written == 0 ? [] : written == 3 ? [["\"read\""]] : [["\"reading\""]]
            #expect(try index.rows("SELECT state FROM source") == state)
            let problems = written == 1 || written == 2 ? 1 : 0
            var notified = 0
            try index.forEachProblem { _ in notified += 1 }
            #expect(notified == problems)

            let summary = try ingest([path], into: index)
            guard written < 3 else {
                #expect(summary.files.skipped == 1)
                return
            }
            #expect(summary.records.read == 301)
            #expect(summary.records.indexed == 300 - written * 100)
            let ledger = try index.rows("SELECT state, records, rejected FROM source")
            #expect(ledger == [["\"read\"", "301", "1"]])
            try expectConsistent(index)
            try expectRecordsInPlace(index)
        }
    }
}
