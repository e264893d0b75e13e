import Foundation
import Testing

/// What only a process of its own shows: signals, pipes, the environment, two at a time.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct ProcessTests {
    private static let files = 300
    private static let events = 350

    /// The events of an index, and how many the daily counts have, to compare it with another.
    private func content(_ folder: String) throws -> [String] {
        let rows = try AuditProcess.run(
            ["search", "--limit", "0", "--reverse", "--format", "tsv"]
                + ["--fields", "eventTime,eventID,eventName,sourceIPAddress,audit.file"],
            in: folder
        )
        let status = try AuditProcess.run(["status", "--format", "json"], in: folder)
        #expect(status.status == 0, "\(status.errors)")
        let page = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
        var known = page as? [String: Any] ?? [:]
        known["bytes"] = nil
        let json = try JSONSerialization.data(withJSONObject: known, options: .sortedKeys)
        return [rows.output.replacing(folder, with: ""), String(decoding: json, as: UTF8.self)]
    }

    /// Makes a folder with the corpus in it, and another beside it with an undisturbed index.
    private func withCorpus(_ body: (_ folder: String, _ expected: [String]) throws -> Void) throws
    {
        let folder = try CaseFolder()
        try Corpus.write(files: Self.files, events: Self.events, into: folder.path + "/logs")
        let whole = try AuditProcess.run(["ingest", "--quiet", "logs"], in: folder.path)
        #expect(whole.status == 0, "\(whole.errors)")
        let expected = try content(folder.path)
        #expect(expected[0].split(separator: "\n").count == Self.files * Self.events + 1)
        try body(folder.path, expected)
    }

    private func removeIndex(_ folder: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(folder)/index.db\(suffix)")
        }
    }

    private static let log =
        #"{"eventTime":"2026-03-07T01:00:00Z","eventID":"a1","eventName":"GetObject"}"#

    /// A pipe that holds a log, and has no more to come.
    private func piped() throws -> Pipe {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(Self.log.utf8))
        try pipe.fileHandleForWriting.close()
        return pipe
    }

    @Test("Standard input is read, and cannot be read again")
    func readsStandardInput() throws {
        let folder = try CaseFolder()
        let ingest = try AuditProcess(["ingest", "-"], in: folder.path, input: piped()).result()
        #expect(ingest.status == 0, "\(ingest.errors)")
        #expect(ingest.errors.contains("1 record = 1 indexed"))
        let show = try AuditProcess.run(["show", "a1", "--format", "table"], in: folder.path)
        #expect(show.status == 2)
        #expect(show.output.contains("/dev/stdin ("))
        #expect(show.errors.contains("was read from a pipe, which cannot be read again"))
        // It is another input each time, and nothing that alert could look for by itself.
        let again = try AuditProcess(["ingest", "-"], in: folder.path, input: piped()).result()
        #expect(again.errors.contains("1 record = 0 indexed + 1 duplicate"))
        let alert = try AuditProcess(["alert", "-"], in: folder.path, input: piped()).result()
        #expect(alert.status == 0, "\(alert.errors)")
        #expect(try AuditProcess.run(["alert"], in: folder.path).status == 64)
        let rule =
            "title: t\nlogsource: {product: aws}\ndetection: {a: {eventID: a1}, condition: a}\n"
        try Data(rule.utf8).write(to: URL(filePath: folder.path + "/rule.yml"))
        let scan = try AuditProcess(
            ["scan", "-", "--no-builtin-rules", "--rules", "rule.yml"],
            in: folder.path,
            input: piped()
        ).result()
        #expect(scan.status == 0, "\(scan.errors)")
        #expect(scan.output.contains(#""eventID":"a1""#))
    }

    @Test("A pipe with a name is read when somebody writes to it")
    func readsNamedPipes() throws {
        let folder = try CaseFolder()
        let path = folder.path + "/log.pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let process = try AuditProcess(["ingest", "log.pipe"], in: folder.path)
        let handle = fopen(path, "w")
        fputs(Self.log, handle)
        fclose(handle)
        let result = try process.result()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("1 record = 1 indexed"))
    }

    @Test("Ctrl-C stops at a whole file, and the next run completes")
    func stops() throws {
        try withCorpus { folder, expected in
            var stopped: AuditProcess.Result?
            // Too late on a fast machine, and too early on a slow one: another delay, then.
            for delay in [0.4, 0.2, 0.1, 0.8, 0.05, 1.6] where stopped == nil {
                try removeIndex(folder)
                let process = try AuditProcess(["ingest", "logs"], in: folder)
                Thread.sleep(forTimeInterval: delay)
                process.send(SIGINT)
                let result = try process.result()
                if result.status == 130 { stopped = result }
            }
            let errors = try #require(stopped).errors
            #expect(
                errors.contains("Interrupted. What was read is kept; run it again to continue.")
            )
            let problems = try AuditProcess.run(["status", "--problems"], in: folder)
            #expect(problems.status == 1, "\(problems.output)")
            let last = try AuditProcess.run(["ingest", "logs"], in: folder)
            #expect(last.status == 0, "\(last.errors)")
            #expect(try content(folder) == expected)
        }
    }

    @Test("Two runs over one dump at the same time take each event once")
    func sharesAnIndex() throws {
        try withCorpus { folder, expected in
            try removeIndex(folder)
            let pair = try (0..<2).map { _ in
                try AuditProcess(["ingest", "--quiet", "logs"], in: folder)
            }
            for process in pair {
                let result = try process.result()
                #expect(result.status == 0, "\(result.errors)")
            }
            #expect(try content(folder)[0] == expected[0])
            let count = try AuditProcess.run(["search", "--count"], in: folder)
            #expect(count.output == "\(Self.files * Self.events)\n")
        }
    }

    @Test("A reader that has seen enough ends a search quietly")
    func toleratesClosedPipes() throws {
        let folder = try CaseFolder()
        try Corpus.write(files: 20, events: 200, into: folder.path + "/logs")
        _ = try AuditProcess.run(["ingest", "--quiet", "logs"], in: folder.path)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.currentDirectoryURL = URL(filePath: folder.path)
        shell.arguments = [
            "-c",
            #"("$0" search --limit 0 2>errors; echo $? >status) | head -1 >first"#,
            try #require(AuditProcess.executable).path,
        ]
        shell.environment = ["AUDIT_DB": "index.db", "PATH": "/usr/bin:/bin"]
        try shell.run()
        shell.waitUntilExit()
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }
        #expect(try text("first").hasPrefix(#"{"eventTime":"2026-03-"#))
        #expect(try text("errors") == "")
        #expect(try text("status") == "0\n")
    }

    @Test("Nobody but its owner can read the index")
    func isPrivate() throws {
        let folder = try CaseFolder()
        try Corpus.write(files: 1, events: 1, into: folder.path + "/logs")
        _ = try AuditProcess.run(["ingest", "--quiet", "logs"], in: folder.path)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix("index.db") }
        #expect(names.contains("index.db"))
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: "\(folder.path)/\(name)"
            )
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }
}
