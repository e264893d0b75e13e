import AuditIndex
import AuditTestSupport
import Foundation
import Testing

@testable import Ingestion

/// Dumps that are found at another place than before.
struct MovedDumpTests {
    @Test(arguments: [1, 3])
    func `The events of a moved dump are those of its new files`(jobs: Int) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            for number in 0..<20 {
                try folder.write(
                    LogText.gzip(number * 100...number * 100 + 99),
                    to: "old/\(number).json.gz"
                )
            }
            try folder.write(LogText.log(5_000...5_009), to: "stays/a.json")
            let first = try ingest([folder.path], into: index, jobs: jobs)
            try FileManager.default.moveItem(atPath: folder.path("old"), toPath: folder.path("new"))
            let again = try ingest([folder.path("new")], into: index, jobs: jobs)
            #expect(again.records.duplicate == 2_000)
            #expect(again.records.indexed == 0)
            try expectConsistent(index)
            try expectRecordsInPlace(index)
            #expect(try index.status(now: 1_800_000_000).events == first.records.indexed)
            let owned = try index.number(
                """
                SELECT count(*) FROM source WHERE indexed <>
                  (SELECT count(*) FROM event WHERE event.source = source.id)
                """
            )
            #expect(owned == 0)
            // Once more changes nothing.
            let before = try index.allTables()
            _ = try ingest([folder.path("new")], into: index, jobs: jobs)
            #expect(try index.allTables() == before)
        }
    }

    @Test
    func `The copy of a file that is still there takes nothing`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try folder.write(LogText.log(1...5), to: "a/a.json")
            try ingest([folder.path("a")], into: index)
            try folder.write(LogText.log(1...5), to: "b/a.json")
            try ingest([folder.path("b")], into: index)
            let paths = try index.sourcePaths()
            var events: [IndexedEvent] = []
            try index.search(EventFilter(), newestFirst: false) { event in
                events.append(event)
                return true
            }
            #expect(Set(events.map { paths[$0.source]?.description }) == [folder.path("a/a.json")])
            try expectConsistent(index)
        }
    }
}
