import Foundation
import Synchronization

@testable import AuditCommands

/// Runs the examples of a page, one after the other, in a folder that has `SampleLogs` in it.
struct GuideRun: ~Copyable {
    /// What a command printed, output first, as somebody in the folder would see it.
    struct Result {
        var lines: [String]
        var errors: String
        var status: Int32
    }

    /// A time long after the sample logs, as it is for a reader.
    private static let now: Int64 = 1_790_000_000

    private let folder: CaseFolder

    /// Makes a folder with an index that a command has filled.
    init(index: String?) throws {
        let folder = try CaseFolder()
        let files: [String: Data] = try index.map { try Self.files(of: $0) } ?? [:]
        for (name, content) in files {
            try content.write(to: URL(filePath: "\(folder.path)/\(name)"))
        }
        self.folder = folder
    }

    private init() throws { folder = try CaseFolder() }

    /// Whether there is something to ask.
    var hasIndex: Bool { has("audit.db") }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder.path)/\(name)")
    }

    /// Runs a command, and what the shell does with its output.
    func run(_ command: ShellLine.Command) throws -> Result {
        var environment = ["AUDIT_DB": "\(folder.path)/audit.db"]
        if has("audit.yaml") { environment["AUDIT_CONFIG"] = "\(folder.path)/audit.yaml" }
        let console = Console(
            output: .inMemory(),
            errors: .inMemory(),
            now: Self.now,
            environment: environment,
            layout: TableLayout(width: nil, color: false),
            errorWidth: nil,
            handlesInterrupts: false
        )
        let status = AuditCommand.run(arguments(of: command), console)
        let errors = ExpectedText.lines(shortened(console.errors.text))
            .filter { !$0.hasPrefix("This is a debug build") }
        let output = try command.tail.isEmpty ? console.output.text : shell(command.tail, console)
        return Result(
            lines: ExpectedText.lines(shortened(output)) + errors,
            errors: errors.joined(separator: "\n"),
            status: status
        )
    }

    /// The arguments with paths of the folder instead of relative ones, since tests share a
    /// process and its current folder.
    private func arguments(of command: ShellLine.Command) -> [String] {
        var arguments = command.arguments
        for (index, word) in arguments.enumerated() {
            if word == "SampleLogs" || word.hasPrefix("SampleLogs/") {
                arguments[index] = EndToEndCase.project.appending(path: word).path
            } else if index > 0, ["--output", "-o"].contains(arguments[index - 1]),
                word != "-"
            {
                arguments[index] = "\(folder.path)/\(word)"
            } else if !word.hasPrefix("-"), has(word) {
                arguments[index] = "\(folder.path)/\(word)"
            }
        }
        if arguments == ["init"] { arguments += ["--output", "\(folder.path)/audit.yaml"] }
        return arguments
    }

    /// A text as it is where the folder is the current one.
    private func shortened(_ text: String) -> String {
        text.replacing(folder.path + "/", with: "")
            .replacing(EndToEndCase.project.path + "/", with: "")
    }

    /// Hands an output to what is behind the `|` or `>` of a line.
    private func shell(_ tail: String, _ console: Console) throws -> String {
        let input = "\(folder.path)/.output"
        try Data(console.output.text.utf8).write(to: URL(filePath: input))
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "cat .output \(tail)"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardOutput = pipe
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension GuideRun {
    /// The files of each index that pages begin with; several begin with the same.
    private static let indexes = Mutex<[String: [String: Data]]>([:])

    private static func files(of index: String) throws -> [String: Data] {
        try indexes.withLock { indexes in
            if let files = indexes[index] { return files }
            let run = try GuideRun()
            for command in try ShellLine(index).commands { _ = try run.run(command) }
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: run.folder.path) {
                files[name] = try Data(contentsOf: URL(filePath: "\(run.folder.path)/\(name)"))
            }
            indexes[index] = files
            return files
        }
    }
}
