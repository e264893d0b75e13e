import AuditIndex
import AuditTestSupport
import Foundation
import Testing

@testable import Ingestion

struct DiscoveryTests {
    /// A folder with `logs/a.json`, `logs/sub/b.json` and `logs/sub/deep/c.json`.
    private static func with(_ body: (TemporaryFolder, AuditDatabase) throws -> Void) throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(1...3), to: "logs/a.json")
            try folder.write(LogText.log(4...5), to: "logs/sub/b.json")
            try folder.write(LogText.log([6]), to: "logs/sub/deep/c.json")
            try body(folder, try AuditDatabase.openForWriting(folder.path("audit.db")))
        }
    }

    @Test(arguments: [
        ["logs"], ["logs", "logs"], ["logs", "logs/sub"], ["logs/sub", "logs"],
        ["logs/", "logs/./sub/.."], ["logs/a.json", "logs/sub"], ["logs/a.json", "logs"],
        ["logs", "logs/sub/b.json", "logs/a.json", "logs/sub/deep/c.json"],
        ["logs/a.json", "logs/a.json", "logs/../logs/a.json", "logs/sub", "logs/sub/deep"],
    ])
    func `Each file is read once, however often its place is named`(paths: [String]) throws {
        try Self.with { folder, index in
            let paths = paths.map { folder.path($0) }
            let summary = try ingest(paths, into: index)
            #expect(summary.files.found == 3)
            #expect(summary.files.read == 3)
            #expect(summary.records.indexed == 6)
            #expect(summary.records.duplicate == 0)
            #expect(summary.isClean)
            #expect(try ingest(paths, into: index).files.skipped == 3)
            #expect(try ingest([folder.path("logs")], into: index).files.skipped == 3)
            try expectConsistent(index)
        }
    }

    @Test
    func `Links are followed, and each folder is walked once`() throws {
        try Self.with { folder, index in
            try folder.link(to: "..", from: "logs/sub/up")
            try folder.link(to: ".", from: "logs/here")
            try folder.link(to: "../../../logs", from: "logs/sub/deep/again")
            try folder.makeFolder("elsewhere")
            try folder.write(LogText.log(10...12), to: "elsewhere/d.json")
            try folder.link(to: "../elsewhere", from: "logs/linked")
            try folder.write(LogText.log(20...21), to: "single.txt")
            try folder.link(to: "../single.txt", from: "logs/e.json")
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.files.found == 5)
            #expect(summary.records.indexed == 11)
            #expect(summary.isClean)
            try expectRecordsInPlace(index)
            #expect(
                try ingest([folder.path("logs"), folder.path("elsewhere")], into: index)
                    .files.skipped == 5
            )
        }
    }

    @Test
    func `A link to nothing is notified`() throws {
        try Self.with { folder, index in
            try folder.link(to: "nothing", from: "logs/f.json")
            try folder.link(to: "g.json", from: "logs/g.json")
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.files.found == 5)
            #expect(summary.files.damaged == 2)
            #expect(
                Set(summary.problems.map(\.path))
                    == [folder.path("logs/f.json"), folder.path("logs/g.json")]
            )
            #expect(summary.records.indexed == 6)
        }
    }

    @Test
    func `A missing file is reported, and the rest is read`() throws {
        try Self.with { folder, index in
            let summary = try ingest(
                [folder.path("none"), folder.path("logs"), folder.path("logs/a.json/x"), ""],
                into: index
            )
            #expect(
                Set(summary.problems.map(\.path))
                    == [folder.path("none"), folder.path("logs/a.json/x"), ""]
            )
            #expect(summary.records.indexed == 6)
            #expect(!summary.isClean)
        }
    }

    @Test
    func `A pipe is passed over in a folder, and read where it was named`() throws {
        try Self.with { folder, index in
            let pipe = folder.path("logs/pipe.json")
            mkfifo(pipe, 0o600)
            try folder.link(to: "pipe.json", from: "logs/linked.json")
            let walked = try ingest([folder.path("logs")], into: index)
            #expect(walked.isClean)
            #expect(walked.files.found == 3)
            Thread.detachNewThread {
                let handle = fopen(pipe, "w")
                let log = LogText.log(20...22)
                fwrite(log, 1, log.count, handle)
                fclose(handle)
            }
            let named = try ingest([pipe], into: index)
            #expect(named.isClean)
            #expect(named.records.indexed == 3)
            // What was read from it is gone, and is no file's that could be read again.
            let source = try #require(
                try index.sourcePaths().first { $0.value.description.hasPrefix(pipe) }
            )
            #expect(try index.place(of: source.key)?.isPipe == true)
            var events: [IndexedEvent] = []
            try index.search(EventFilter(), newestFirst: false) { event in
                if event.source == source.key { events.append(event) }
                return true
            }
            #expect(events.count == 3)
            for record in try RawRecordReader(index: index).records(of: events) {
                #expect(throws: RawRecordReader.Problem.self) { try record.get() }
            }
            try expectConsistent(index)
            // A file with the same events takes them over.
            try folder.write(LogText.log(20...22), to: "logs/piped.json")
            #expect(try ingest([folder.path("logs")], into: index).records.duplicate == 3)
            events = []
            try index.search(EventFilter(), newestFirst: false) { event in
                events.append(event)
                return true
            }
            for record in try RawRecordReader(index: index).records(of: events) {
                _ = try record.get()
            }
            try expectConsistent(index)
        }
    }

    @Test
    func `Names need not be UTF-8`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try folder.makeFolder("logs")
            let names: [[UInt8]] = [[0xff, 0xfe], Array("é\n\"'; --".utf8), [0xc3]]
            for (number, name) in names.enumerated() {
                let sub = Array(folder.path("logs/").utf8) + name
                mkdir(sub.map { CChar(bitPattern: $0) } + [0], 0o700)
                let file = sub + Array("/".utf8) + name + Array(".json".utf8)
                let handle = fopen(file.map { CChar(bitPattern: $0) } + [0], "w")
                let log = LogText.log([number])
                fwrite(log, 1, log.count, handle)
                fclose(handle)
            }
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.records.indexed == 3)
            #expect(summary.isClean)
            #expect(try ingest([folder.path("logs")], into: index).files.skipped == 3)
            let paths = try index.sourcePaths().values.map(\.name).sorted {
                $0.lexicographicallyPrecedes($1)
            }
            #expect(
                paths
                    == names.map { $0 + Array(".json".utf8) }.sorted {
                        $0.lexicographicallyPrecedes($1)
                    }
            )
            var events: [IndexedEvent] = []
            try index.search(EventFilter(), newestFirst: false) { event in
                events.append(event)
                return true
            }
            for record in try RawRecordReader(index: index).records(of: events) {
                _ = try record.get()
            }
        }
    }

    @Test
    func `A file that vanishes before it is read is notified`() throws {
        try Self.with { folder, _ in
            let found = try Discovered([folder.path("logs")], folder)
            try folder.remove("logs/sub/b.json")
            let run = WorkerRun(found.files)
            #expect(run.summary.problems.map(\.path) == [folder.path("logs/sub/b.json")])
            #expect(run.summary.files.damaged == 1)
            #expect(run.summary.files.read == 2)
            let records = run.batches.flatMap(\.files).reduce(0) { $0 + $1.records }
            #expect(records == run.summary.records.read)
        }
    }

    @Test
    func `A file that is not a log is skipped, unless it is named`() throws {
        try Self.with { folder, index in
            try folder.write("# notes", to: "logs/README.md")
            try folder.write("", to: "logs/_SUCCESS")
            try folder.write(Archives.zip([("b.txt", [0x62])]), to: "logs/a.zip")
            try folder.write(LogText.log(7...8), to: "logs/no-extension")
            let walked = try ingest([folder.path("logs")], into: index)
            #expect(walked.files.others == [.file: 3])
            #expect(walked.files.found == 7)
            #expect(walked.records.indexed == 8)
            #expect(walked.isClean)
            #expect(try index.number("SELECT count(*) FROM source WHERE state = 'other'") == 3)
            let again = try ingest([folder.path("logs")], into: index)
            #expect(again.files.others.isEmpty)
            #expect(again.files.skipped == 7)
            #expect(again.isClean)

            try folder.write("# more notes", to: "logs/README.md")
            let named = try ingest(
                [folder.path("logs/README.md"), folder.path("logs")],
                into: index
            )
            #expect(named.files.damaged == 1)
            #expect(named.files.others.isEmpty)
            #expect(named.problems.map(\.path) == [folder.path("logs/README.md")])
        }
    }

    @Test(arguments: ["a.json", "a.json.gz", "a.jsonl", "A.JSON.GZ", "a.ndjson"])
    func `A file with a log's name that is not a log is damage`(name: String) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try folder.write("no log", to: "logs/\(name)")
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.files.damaged == 1)
            #expect(!summary.isClean)
        }
    }
}
