import AuditTestSupport
import Foundation
import Testing

@testable import AuditCommands

/// A bucket of its own with sample logs, a copy of them, and a folder for indexes.
final class BucketScene {
    /// What a command has printed, and how it ended.
    struct Result {
        var output: String
        var errors: String
        var status: Int32
    }

    /// 9 March 2026, 12:00: the day after the sample week.
    static let now: Int64 = 1_773_057_600

    let server: MotoServer
    let bucket: String
    let files: [SampleFile]
    private let folder: CaseFolder

    var path: String { folder.path }
    /// The copy of what is in the bucket.
    var dump: String { "\(folder.path)/dump" }
    var address: String { "s3://\(bucket)" }

    /// - parameter files: What is in the bucket, beside what a test puts there.
    init(_ files: [SampleFile] = SampleFile.some(60)) throws {
        server = try MotoServer.shared()
        bucket = try server.makeBucket()
        folder = try CaseFolder()
        self.files = files
        for file in files {
            let bytes = try file.bytes()
            try server.put(bytes, key: file.key, in: bucket)
            let copy = URL(filePath: "\(dump)/\(file.key)")
            try FileManager.default.createDirectory(
                at: copy.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: copy)
        }
    }

    /// Runs a command in this process.
    ///
    /// - parameters:
    ///   - environment: What leads it to AWS; the server, by default.
    ///   - index: The name of the index.
    func run(
        _ arguments: [String],
        _ environment: [String: String]? = nil,
        index: String = "index.db"
    ) -> Result {
        let variables = ["AUDIT_DB": "\(path)/\(index)", "AWS_MAX_ATTEMPTS": "3"]
        let console = Console(
            output: .inMemory(),
            errors: .inMemory(),
            now: Self.now,
            environment: variables.merging(environment ?? server.variables) { $1 },
            layout: TableLayout(width: nil, color: false),
            errorWidth: nil,
            handlesInterrupts: false
        )
        let status = AuditCommand.run(arguments, console)
        let errors = ExpectedText.lines(console.errors.text)
            .filter { !$0.hasPrefix("This is a debug build") }
        return Result(
            output: console.output.text,
            errors: errors.joined(separator: "\n"),
            status: status
        )
    }

    /// What is in an index, without where its logs are.
    func content(_ index: String, _ comment: String = "") throws -> IndexContent {
        // Of a local index, paths begin with the copy's; of the other, with the bucket's.
        try IndexContent("\(path)/\(index)", folder: index == "local.db" ? dump : address, comment)
    }

    /// The index of the local copy.
    func localContent() throws -> IndexContent {
        let result = run(["ingest", "--quiet", dump], index: "local.db")
        #expect(result.status == 0, "\(result.errors)")
        return try content("local.db", "local")
    }

    /// The number of events in an index.
    func events(_ index: String = "index.db") -> String {
        run(["search", "--count", "--limit", "0"], index: index).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// One of the sample logs.
struct SampleFile {
    private static let logs = EndToEndCase.project.appending(path: "SampleLogs/AWSLogs")

    /// Where it is in a bucket.
    let key: String

    /// All logs of the sample week but digests, by key.
    static let all: [SampleFile] = {
        let names = FileManager.default.enumerator(atPath: logs.path)?.compactMap { $0 as? String }
        return (names ?? []).filter { $0.hasSuffix(".json.gz") && !$0.contains("-Digest") }.sorted()
            .map { SampleFile(key: "AWSLogs/\($0)") }
    }()

    /// So many of the logs, from all accounts and days.
    static func some(_ count: Int) -> [SampleFile] {
        (0..<count).map { all[$0 * all.count / count] }
    }

    func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: Self.logs.appending(path: String(key.dropFirst(8)))))
    }
}
