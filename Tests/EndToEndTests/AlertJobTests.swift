import AuditTestSupport
import Foundation
import Testing

/// The alert job as cron runs it: again and again, while logs come in, and sometimes killed.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct AlertJobTests {
    private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "SampleLogs")

    private static let rules = """
        title: Secret read by somebody who is not declared
        id: 22222222-0000-4000-8000-000000000001
        level: high
        logsource: {product: aws, service: cloudtrail}
        detection:
          read: {audit.secret.operation: read, audit.secret.reader: undeclared, audit.denied: false}
          condition: read
        alert: {group-by: [audit.principal.name, audit.secret.name]}
        ---
        title: Call that was refused
        name: refused
        logsource: {product: aws, service: cloudtrail}
        detection: {refused: {audit.denied: true}, condition: refused}
        ---
        title: Calls refused
        id: 22222222-0000-4000-8000-000000000002
        level: medium
        correlation:
          type: event_count
          rules: refused
          group-by: [audit.principal.name]
          timespan: 10m
          condition: {gte: 3}
        ---
        title: Secret was touched
        name: touched
        logsource: {product: aws, service: cloudtrail}
        detection: {touched: {eventSource: secretsmanager.amazonaws.com}, condition: touched}
        ---
        title: New user of a secret
        id: 22222222-0000-4000-8000-000000000003
        level: medium
        correlation:
          type: new_terms
          rules: touched
          group-by: [audit.principal.name, audit.secret.name]
          learning: 3d
        ---
        title: Secrets not touched
        id: 22222222-0000-4000-8000-000000000004
        level: medium
        correlation:
          type: absence
          rules: touched
          group-by: [recipientAccountId]
          timespan: 4h
        """

    private func arguments(_ folder: String) -> [String] {
        [
            "alert", "\(folder)/logs", "--rules", "\(folder)/rules.yml",
            "--config", Self.samples.appending(path: "audit.yaml").path,
        ] + RuleChoice.only
    }

    /// The alerts of an index that stand, without what tells runs apart.
    private func alerts(_ folder: String) throws -> [String] {
        let listing = try AuditProcess.run(
            ["alerts", "list", "--all", "--format", "jsonl"],
            in: folder
        )
        return try listing.output.split(separator: "\n").compactMap { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            guard var alert = value as? [String: Any], alert["state"] as? String != "withdrawn"
            else { return nil }
            alert["alert"] = nil
            let json = try JSONSerialization.data(withJSONObject: alert, options: .sortedKeys)
            return String(decoding: json, as: UTF8.self)
        }.sorted()
    }

    /// The keys that were posted, each as often as it was.
    private func keys(_ server: LoopbackWebServer) throws -> [String] {
        try server.requests.compactMap { request in
            let value = try JSONSerialization.jsonObject(with: Data(request.body))
            let notice = value as? [String: Any]
            return notice?["kind"] as? String == "resolved" ? nil : notice?["key"] as? String
        }
    }

    @Test("In any order of files, killed at any moment: the same alerts, each notified")
    func survivesKills() throws {
        let logs = Self.samples.appending(path: "AWSLogs").path
        let names = FileManager.default.enumerator(atPath: logs)?.compactMap { $0 as? String }
        var files = (names ?? []).filter { $0.hasSuffix(".json.gz") }.sorted()
        let whole = try CaseFolder()
        let parts = try CaseFolder()
        for path in [whole.path, parts.path] {
            try Data(Self.rules.utf8).write(to: URL(filePath: "\(path)/rules.yml"))
            try FileManager.default.createDirectory(
                atPath: "\(path)/logs",
                withIntermediateDirectories: true
            )
        }
        try LoopbackWebServer.with([.status(200)]) { server in
            try copy(files[...], of: logs, to: whole.path)
            let environment = ["AUDIT_WEBHOOK_URL": server.url]
            let once = try AuditProcess.run(
                arguments(whole.path),
                in: whole.path,
                environment: environment
            )
            #expect(once.status == 1, "\(once.errors)")
            #expect(once.errors == "")
            let again = try AuditProcess.run(
                arguments(whole.path),
                in: whole.path,
                environment: environment
            )
            #expect(again.status == 0)
            #expect(again.output + again.errors == "")
            let expected = try keys(server)
            #expect(expected.count > 5)
            #expect(Set(expected).count == expected.count)

            var random = SeededRandom(seed: 7)
            files.shuffle(using: &random)
            var killed = 0
            while !files.isEmpty {
                let count = min(files.count, Int.random(in: 40...150, using: &random))
                try copy(files.prefix(count), of: logs, to: parts.path)
                files.removeFirst(count)
                let process = try AuditProcess(
                    arguments(parts.path),
                    in: parts.path,
                    environment: environment
                )
                Thread.sleep(forTimeInterval: Double.random(in: 0...0.8, using: &random))
                process.send(SIGKILL)
                if try process.result().status == nil { killed += 1 }
            }
            #expect(killed > 0)
            let last = try AuditProcess.run(
                arguments(parts.path),
                in: parts.path,
                environment: environment
            )
            #expect(last.errors == "")
            #expect(try alerts(parts.path) == alerts(whole.path))
            let notified = Set(try keys(server).dropFirst(expected.count))
            #expect(Set(expected).subtracting(notified) == [])
        }
    }

    @Test(
        "What could not be printed is no success, and is printed and told by the next run",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
    )
    func printsLater() throws {
        let folder = try CaseFolder()
        try Data(Self.rules.utf8).write(to: URL(filePath: "\(folder.path)/rules.yml"))
        let logs = Self.samples.appending(path: "AWSLogs/510000000001").path
        let alert = arguments(folder.path).map { $0 == "\(folder.path)/logs" ? logs : $0 }
        func intoFull(_ arguments: [String]) throws -> AuditProcess.Result {
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            return try AuditProcess(arguments, in: folder.path, output: full).result()
        }
        let first = try intoFull(alert)
        #expect(first.status == 2)
        #expect(first.errors.contains("No space left"), "\(first.errors)")
        let second = try AuditProcess.run(alert, in: folder.path)
        #expect(second.status == 1, "\(second.errors)")
        #expect(second.output.contains("Rule: Secret read by somebody"))
        #expect(try AuditProcess.run(alert, in: folder.path).status == 0)
        let replay = alert + ["--since", "2026-03-02"]
        let full = try intoFull(replay)
        #expect(full.status == 2)
        #expect(full.errors.contains("No space left"), "\(full.errors)")
        #expect(try AuditProcess.run(replay, in: folder.path).status == 1)
        for command in [["search"], ["search", "--help"], ["status"], ["alerts", "list"]] {
            let result = try intoFull(command)
            #expect(result.status == 2, "\(command)")
            #expect(result.errors.contains("No space left"), "\(command): \(result.errors)")
        }
    }

    @Test("A second run leaves while the first is at work, and says which")
    func leavesAnother() throws {
        let folder = try CaseFolder()
        try Data(Self.rules.utf8).write(to: URL(filePath: "\(folder.path)/rules.yml"))
        try copy(["a"], content: #"{"Records":[]}"#, to: folder.path)
        let lock = open("\(folder.path)/index.db.lock", O_CREAT | O_RDWR, 0o600)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        #expect(write(lock, "4711\n", 5) == 5)
        let result = try AuditProcess.run(arguments(folder.path), in: folder.path)
        #expect(result.status == 2)
        #expect(result.errors.contains("another run (process 4711) is using index.db"))
        flock(lock, LOCK_UN)
        let next = try AuditProcess.run(arguments(folder.path), in: folder.path)
        #expect(next.status == 0, "\(next.errors)")
    }

    private func copy(_ files: ArraySlice<String>, of logs: String, to folder: String) throws {
        for file in files {
            let target = URL(filePath: "\(folder)/logs/\(file)")
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(at: URL(filePath: "\(logs)/\(file)"), to: target)
        }
    }

    private func copy(_ names: [String], content: String, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/logs",
            withIntermediateDirectories: true
        )
        for name in names {
            try Data(content.utf8).write(to: URL(filePath: "\(folder)/logs/\(name)"))
        }
    }
}

/// What leaves the rules out that the program has within.
enum RuleChoice {
    static let only = ["--no-builtin-rules"]
}
