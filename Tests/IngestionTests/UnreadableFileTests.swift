import AuditIndex
import AuditTestSupport
import Foundation
import Testing

@testable import Ingestion

/// Files and folders that the operating system does not open.
struct UnreadableFileTests {
    /// The superuser may read everything, so the obstacle must be something other than permissions.
    private static var isSuperuser: Bool { geteuid() == 0 }

    @Test(.enabled(if: !isSuperuser, "the superuser may read everything"))
    func `A file without permission is read when there is one`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let file = try folder.write(LogText.log(1...3), to: "logs/a.json")
            chmod(file, 0)
            for _ in 0..<2 {
                let refused = try ingest([folder.path("logs")], into: index)
                #expect(refused.files.damaged == 1)
                #expect(refused.problems.map(\.reason) == ["Permission denied"])
            }
            chmod(file, 0o600)
            #expect(try ingest([folder.path("logs")], into: index).records.indexed == 3)
        }
    }

    @Test(.enabled(if: !isSuperuser, "the superuser may read everything"))
    func `A folder without permission is notified, and the others are walked`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try folder.write(LogText.log(1...3), to: "logs/a/a.json")
            try folder.write(LogText.log(4...5), to: "logs/b/b.json")
            chmod(folder.path("logs/a"), 0)
            let first = try ingest([folder.path("logs")], into: index)
            #expect(first.records.indexed == 2)
            #expect(first.problems.map(\.path) == [folder.path("logs/a")])
            #expect(!first.isClean)
            chmod(folder.path("logs/a"), 0o700)
            #expect(try ingest([folder.path("logs")], into: index).records.indexed == 3)
        }
    }

    #if os(Linux)
    @Test
    func `A file that fails to read is tried again each time`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try folder.makeFolder("logs")
            // Reading the first byte of a process's memory is an error of input and output.
            try folder.link(to: "/proc/self/mem", from: "logs/a.json")
            for _ in 0..<2 {
                let failed = try ingest([folder.path("logs")], into: index)
                #expect(failed.files.damaged == 1)
                #expect(failed.files.skipped == 0)
                #expect(failed.problemCount == 1)
            }
            try folder.remove("logs/a.json")
            try folder.write(LogText.log(1...3), to: "logs/a.json")
            #expect(try ingest([folder.path("logs")], into: index).records.indexed == 3)
            #expect(try index.number("SELECT count(*) FROM source") == 1)
            try expectConsistent(index)
        }
    }
    #endif

    @Test
    func `Problems beyond the limit are counted without their text`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let count = IngestSummary.problemLimit + 50
            for number in 0..<count { try folder.write("?", to: "logs/\(number).json") }
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.files.damaged == count)
            #expect(summary.problemCount == count)
            #expect(summary.problems.count == IngestSummary.problemLimit)
            #expect(try ingest([folder.path("logs")], into: index).knownDamaged == count)
        }
    }
}
