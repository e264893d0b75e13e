import AuditIndex
import AuditTestSupport
import Dispatch
import Foundation
import GRDB
import Testing

@testable import Ingestion

/// Runs that end before they are done.
struct StopTests {
    private static func writeLogs(_ folder: TemporaryFolder) throws {
        for number in 0..<300 {
            let numbers = number * 40..<number * 40 + 50
            let minute = number % 60 < 10 ? "0\(number % 60)" : "\(number % 60)"
            let name = "510000000001_CloudTrail_eu-west-1_20260307T00\(minute)Z_\(number)"
            try folder.write(
                Gzip.compress(LogText.log(numbers), level: 1),
                to: "logs/\(number / 60)/\(name).json.gz"
            )
        }
    }

    @Test(arguments: 1...6)
    func `A run that is stopped leaves whole files, and the next one goes on`(
        seed: Int
    ) throws {
        try TemporaryFolder.with { folder in
            try Self.writeLogs(folder)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            var random = SeededRandom(seed: seed)
            let stopsAt = Int.random(in: 0..<300, using: &random)
            var options = IngestOptions()
            options.jobs = 2
            let run = Ingest(index: index, options: options)
            let watcher = Thread {
                while run.progress.filesDone < stopsAt { usleep(200) }
                run.stop()
            }
            watcher.start()
            let stopped = try run.run([folder.path("logs")])
            expectReconciled(stopped, sourceLocation: #_sourceLocation)
            #expect(stopped.wasInterrupted || stopped.files.read == 300)
            #expect(try index.number("SELECT count(*) FROM source WHERE state <> 'read'") == 0)
            #expect(try index.number("SELECT count(*) FROM source") == stopped.files.read)
            #expect(
                try index.number("SELECT count(*) FROM event") == stopped.records.indexed
            )
            try expectConsistent(index)

            let rest = try ingest([folder.path("logs")], into: index)
            #expect(rest.files.skipped == stopped.files.read)
            #expect(rest.files.found == 300)
            #expect(try index.number("SELECT count(*) FROM event") == 300 * 40 + 10)
            try expectConsistent(index)
        }
    }

    @Test
    func `What was read is committed while the rest is on its way`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(Gzip.compress(LogText.log(0..<5)), to: "logs/a.json.gz")
            let pipe = folder.path("slow")
            #expect(mkfifo(pipe, 0o600) == 0)
            let path = folder.path("audit.db")
            let index = try AuditDatabase.openForWriting(path)
            var options = IngestOptions()
            options.jobs = 2
            options.secondsPerCommit = 0.05
            let run = Ingest(index: index, options: options)
            let group = DispatchGroup()
            DispatchQueue(label: "run").async(group: group) {
                _ = try? run.run([folder.path("logs"), pipe])
            }
            let reader = try AuditDatabase.openForReading(path)
            func count() throws -> Int { try reader.number("SELECT count(*) FROM event") }
            let end = Date(timeIntervalSinceNow: 20)
            while try count() < 5, Date() < end { usleep(5_000) }
            #expect(try count() == 5)
            let handle = try #require(FileHandle(forWritingAtPath: pipe))
            try handle.write(contentsOf: Data(LogText.log(5..<9)))
            try handle.close()
            group.wait()
            #expect(try count() == 9)
        }
    }

    @Test
    func `A run that was stopped before it began reads nothing`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(1...3), to: "logs/a.json")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let run = Ingest(index: index, options: IngestOptions())
            run.stop()
            let summary = try run.run([folder.path("logs")])
            #expect(summary.wasInterrupted)
            #expect(summary.records.read == 0)
            #expect(try ingest([folder.path("logs")], into: index).records.indexed == 3)
        }
    }

    @Test(arguments: [1, 4])
    func `A failure of the index ends the run, and what was committed is true`(
        jobs: Int
    ) throws {
        try TemporaryFolder.with { folder in
            try Self.writeLogs(folder)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let trigger = try DatabaseQueue(path: folder.path("audit.db"))
            try trigger.write { db in
                try db.execute(
                    sql: """
                        CREATE TRIGGER fails BEFORE INSERT ON source
                        WHEN (SELECT count(*) FROM source) >= 250
                        BEGIN SELECT raise(ABORT, 'for the test'); END
                        """
                )
            }
            var options = IngestOptions()
            options.jobs = jobs
            let error = #expect(throws: IndexError.self) {
                try Ingest(index: index, options: options).run([folder.path("logs")])
            }
            #expect(error == .failed(index.path, "for the test"))
            try expectConsistent(index)
            try trigger.write { try $0.execute(sql: "DROP TRIGGER fails") }
            let summary = try ingest([folder.path("logs")], into: index, jobs: jobs)
            #expect(summary.files.found == 300)
            #expect(try index.number("SELECT count(*) FROM event") == 300 * 40 + 10)
            try expectConsistent(index)
        }
    }

    @Test(arguments: [0, -1])
    func `Fewer jobs than one are one`(jobs: Int) throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(1...3), to: "logs/a.json")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            #expect(
                try ingest([folder.path("logs")], into: index, jobs: jobs).records.indexed == 3
            )
        }
    }
}
