import Foundation

/// Runs the real executable, which the tests find beside their own.
struct AuditProcess {
    /// What a process left behind.
    struct Result {
        var output: String
        var errors: String
        /// The exit status; nil where a signal ended the process.
        var status: Int32?
    }

    /// The executable, if it has been built.
    static let executable: URL? = {
        let starts = [Bundle.main.executableURL] + CommandLine.arguments.map { URL(filePath: $0) }
        for start in starts.compactMap(\.self) {
            var folder = start.resolvingSymlinksInPath()
            // On macOS the tests lie some folders deep in a bundle.
            for _ in 0..<5 {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "audit")
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder),
                    !isFolder.boolValue
                {
                    return candidate
                }
            }
        }
        return nil
    }()

    private let process = Process()
    private let folder: String
    private let files: (output: String, errors: String)

    /// Starts `audit` in a folder.
    ///
    /// What it prints goes to files, which take any amount of it.
    ///
    /// - parameters:
    ///   - environment: Variables beside the index.
    ///   - input: What it finds on its standard input.
    ///   - output: Where its standard output goes, if not to a file of its own.
    init(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        input: Pipe? = nil,
        output: FileHandle? = nil
    ) throws {
        guard let executable = Self.executable else { throw CocoaError(.fileNoSuchFile) }
        self.folder = folder
        let name = UUID().uuidString
        files = ("\(folder)/\(name).out", "\(folder)/\(name).err")
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["AUDIT_DB": "index.db"].merging(environment) { $1 }
        process.standardInput = input ?? FileHandle.nullDevice
        let file = try Self.file(files.output)
        process.standardOutput = output ?? file
        process.standardError = try Self.file(files.errors)
        try process.run()
    }

    private static func file(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(filePath: path))
    }

    /// Sends a signal, if the process has not ended.
    func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Waits for the end, and ends a process that has none in so many seconds.
    func result(within seconds: Int) throws -> Result {
        let end = Date(timeIntervalSinceNow: TimeInterval(seconds))
        while process.isRunning, Date() < end { usleep(2_000) }
        send(SIGKILL)
        return try result()
    }

    /// Waits for the end.
    func result() throws -> Result {
        process.waitUntilExit()
        let isExit = process.terminationReason == .exit
        return Result(
            output: try String(contentsOfFile: files.output, encoding: .utf8),
            errors: try String(contentsOfFile: files.errors, encoding: .utf8),
            status: isExit ? process.terminationStatus : nil
        )
    }

    /// Runs `audit` to its end.
    static func run(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:]
    ) throws -> Result {
        try AuditProcess(arguments, in: folder, environment: environment).result()
    }
}
