import Foundation
import Testing

/// A library that makes the n-th call of a program to the files of a folder fail.
///
/// `Tests/Faults/fault.c` has what its variables mean.
struct FaultShim {
    /// What happens at a call.
    struct Fault: Sendable, CustomTestStringConvertible {
        var kind: String
        /// "write", or "read".
        var calls = "write"
        /// Whether what follows fails too.
        var isLasting = false
        /// The folder, as seen from that of the case.
        var folder = "state"

        var isPower: Bool { kind == "POWER" }

        /// Tells faults apart where only some calls are tried.
        var shift: Int { testDescription.utf8.reduce(0) { $0 + Int($1) } }

        var testDescription: String {
            "\(kind)\(isLasting ? " that lasts" : ""), \(calls)s in \(folder)"
        }
    }

    /// What a process with the library did.
    struct Outcome {
        var result: AuditProcess.Result
        /// The calls that were counted.
        var calls: Int
        /// The call that failed.
        var failed: String
    }

    private let library: String

    /// Builds the library; nil where there is no C compiler, or no such thing.
    static let shared: FaultShim? = {
        #if os(Linux)
        let folder = FileManager.default.temporaryDirectory.path
        let library = "\(folder)/audit-fault-\(ProcessInfo.processInfo.processIdentifier).so"
        let source = EndToEndCase.project.appending(path: "Tests/Faults/fault.c").path
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["cc", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"]
        compiler.standardError = FileHandle.nullDevice
        guard (try? compiler.run()) != nil else { return nil }
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { return nil }
        let shim = FaultShim(library: library)
        // Gone with the tests, which keep no other list of what to remove.
        atexit { unlink(FaultShim.shared?.library ?? "") }
        return shim
        #else
        return nil
        #endif
    }()

    /// Runs a command to its end, with a fault at a call; 0 only counts the calls.
    func run(
        _ arguments: [String],
        in folder: String,
        at call: Int,
        _ fault: Fault,
        environment: [String: String]
    ) throws -> Outcome {
        let counts = "\(folder)/calls"
        var variables = environment
        variables["LD_PRELOAD"] = library
        variables["FAULT_FOLDER"] = "\(folder)/\(fault.folder)"
        variables["FAULT_AT"] = "\(call)"
        variables["FAULT_KIND"] = fault.kind
        variables["FAULT_CALLS"] = fault.calls
        variables["FAULT_LASTING"] = fault.isLasting ? "1" : "0"
        variables["FAULT_SEED"] = "\(call)"
        variables["FAULT_COUNT"] = counts
        let result = try AuditProcess(arguments, in: folder, environment: variables)
            .result(within: 120)
        let words = (try? String(contentsOfFile: counts, encoding: .utf8))?.split(separator: " ")
        try? FileManager.default.removeItem(atPath: counts)
        return Outcome(
            result: result,
            calls: words?.first.flatMap { Int($0) } ?? 0,
            failed: words?.last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        )
    }
}
