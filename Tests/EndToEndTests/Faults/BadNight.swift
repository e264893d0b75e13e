import AuditTestSupport
import Foundation
import Testing

/// A folder with logs of the bad night, or of a part of it, and rules that find something in them.
struct BadNight: ~Copyable {
    let folder: CaseFolder

    var path: String { folder.path }
    var index: String { "\(folder.path)/state/index.db" }

    /// Where each command finds its index, and keeps what does not fit into memory.
    var environment: [String: String] {
        ["AUDIT_DB": "state/index.db", "TMPDIR": "\(folder.path)/state"]
    }

    /// - parameter every: Takes every n-th file only.
    init(every: Int = 1) throws {
        let folder = try CaseFolder()
        try Data(Self.rules.utf8).write(to: URL(filePath: "\(folder.path)/rules.yml"))
        for name in ["logs", "state"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)",
                withIntermediateDirectories: true
            )
        }
        for (place, file) in Self.files.enumerated() where place % every == 0 {
            try FileManager.default.copyItem(
                at: file,
                to: URL(filePath: "\(folder.path)/logs/\(file.lastPathComponent)")
            )
        }
        self.folder = folder
    }

    /// A command with these logs and rules, with the declared architecture or with guesses alone.
    static func arguments(_ command: String, isDeclared: Bool = true) -> [String] {
        [command, "logs", "--rules", "rules.yml", "--no-builtin-rules"]
            + (isDeclared ? ["--config", Self.samples.appending(path: "audit.yaml").path] : [])
    }

    /// Runs a command to its end.
    func run(_ arguments: [String], _ more: [String: String] = [:]) throws -> AuditProcess.Result {
        try AuditProcess(arguments, in: path, environment: environment.merging(more) { $1 })
            .result(within: 240)
    }

    /// What is in the index.
    func content(
        _ comment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> IndexContent {
        try IndexContent(index, folder: path, comment, sourceLocation: sourceLocation)
    }

    /// Removes the index, and what else the commands have made.
    func clear() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/state") {
            try FileManager.default.removeItem(atPath: "\(path)/state/\(name)")
        }
    }

    private static let samples = EndToEndCase.project.appending(path: "SampleLogs")

    private static let files: [URL] = {
        let logs = samples.appending(path: "AWSLogs")
        let names = FileManager.default.enumerator(atPath: logs.path)?.compactMap { $0 as? String }
        return (names ?? []).sorted()
            .filter { $0.contains("/2026/03/07/") && $0.hasSuffix(".json.gz") }
            .map { logs.appending(path: $0) }
    }()

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
}
