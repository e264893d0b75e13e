import Basics
import Foundation

/// Python, which some tests have as a peer, where this machine has it.
///
/// For example:
///
/// ```swift
/// @Test(.enabled(if: Python.has("botocore"), "Python's botocore is not installed"))
/// ```
public enum Python {
    /// Whether Python and a module of it are installed; asked once for each module.
    public static func has(_ module: String) -> Bool {
        known.withLock { known in
            if let answer = known[module] { return answer }
            let code = "import sys, importlib.util as u; sys.exit(u.find_spec('\(module)') is None)"
            let answer = (try? run(["-c", code])) != nil
            known[module] = answer
            return answer
        }
    }

    /// Runs Python to its end.
    ///
    /// - returns: What it wrote to standard output.
    /// - throws: Where it is not installed, or exits with another status than 0.
    @discardableResult
    public static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: data, as: UTF8.self)
    }

    private static let known = Locked<[String: Bool]>([:])
}
