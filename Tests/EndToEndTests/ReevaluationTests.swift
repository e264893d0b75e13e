import AuditTestSupport
import Foundation
import Testing

/// What a kill in the middle of a re-evaluation leaves is completed by the same command.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct ReevaluationTests {
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
        title: Production called
        id: 22222222-0000-4000-8000-000000000002
        level: low
        logsource: {product: aws, service: cloudtrail}
        detection: {called: {audit.environment: prod, audit.denied: true}, condition: called}
        ---
        title: Secret read
        id: 22222222-0000-4000-8000-000000000004
        level: low
        logsource: {product: aws, service: cloudtrail}
        detection: {read: {eventName: GetSecretValue}, condition: read}
        ---
        title: Call that was denied
        name: denied
        logsource: {product: aws, service: cloudtrail}
        detection: {denied: {audit.denied: true}, condition: denied}
        ---
        title: Calls denied
        id: 22222222-0000-4000-8000-000000000003
        level: medium
        correlation:
          type: event_count
          rules: denied
          group-by: [audit.principal.name]
          timespan: 10m
          condition: {gte: 3}
        """

    /// A folder with the logs of the bad night, and rules.
    private func folder() throws -> CaseFolder {
        let folder = try CaseFolder()
        try Data(Self.rules.utf8).write(to: URL(filePath: "\(folder.path)/rules.yml"))
        let logs = Self.samples.appending(path: "AWSLogs")
        let names = FileManager.default.enumerator(atPath: logs.path)?.compactMap { $0 as? String }
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/logs",
            withIntermediateDirectories: true
        )
        for name in names ?? [] where name.contains("/2026/03/07/") && name.hasSuffix(".json.gz") {
            let file = URL(filePath: name).lastPathComponent
            try FileManager.default.copyItem(
                at: logs.appending(path: name),
                to: URL(filePath: "\(folder.path)/logs/\(file)")
            )
        }
        return folder
    }

    /// With the declared architecture, or with guesses alone.
    private func arguments(_ command: String, isDeclared: Bool) -> [String] {
        [command, "logs", "--rules", "rules.yml", "--no-builtin-rules"]
            + (isDeclared ? ["--config", Self.samples.appending(path: "audit.yaml").path] : [])
    }

    /// What the rules have found, without what tells runs apart.
    private func found(by command: String, _ folder: String) throws -> [String] {
        let sql =
            command == "ingest"
            ? "SELECT title, eventID FROM matches"
            : "SELECT key, level, title, count FROM alerts WHERE state <> 'withdrawn'"
        try Data(sql.utf8).write(to: URL(filePath: "\(folder)/found.sql"))
        let result = try AuditProcess.run(["query", "found.sql", "--format", "csv"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init).sorted()
    }

    @Test(arguments: ["ingest", "alert"])
    func `Killed at any moment, the same command completes it`(command: String) throws {
        var expected: [Bool: [String]] = [:]
        for isDeclared in [false, true] {
            let whole = try folder()
            _ = try AuditProcess.run(arguments(command, isDeclared: isDeclared), in: whole.path)
            expected[isDeclared] = try found(by: command, whole.path)
        }
        #expect(expected[false] != expected[true] && expected[false]?.isEmpty == false)
        let parts = try folder()
        _ = try AuditProcess.run(arguments(command, isDeclared: false), in: parts.path)
        var random = SeededRandom(seed: 11)
        var killed = 0
        for round in 1...10 {
            let isDeclared = round % 2 == 1
            let again = arguments(command, isDeclared: isDeclared) + ["--reclassify"]
            let process = try AuditProcess(again, in: parts.path)
            Thread.sleep(forTimeInterval: Double.random(in: 0.02...0.5, using: &random))
            process.send(SIGKILL)
            if try process.result().status == nil { killed += 1 }
            let last = try AuditProcess.run(again, in: parts.path)
            #expect(last.status != 2, "\(last.errors)")
            #expect(try found(by: command, parts.path) == expected[isDeclared], "round \(round)")
        }
        #expect(killed > 0)
    }
}
