import ArgumentParser
import Basics
import Foundation
import SecurityArchitecture
import StrictYAML

/// Which index a command uses.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The index. Default: $AUDIT_DB, or audit.db in the current folder.",
            valueName: "file"
        )
    )
    var file: String?

    /// The path of the index.
    func path(_ console: Console) -> String {
        if let file { return file }
        if let file = console.environment["AUDIT_DB"], !file.isEmpty { return file }
        return "audit.db"
    }
}

/// What a command judges by: the declared security architecture.
struct ConfigOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            """
            The declared security architecture. Default: $AUDIT_CONFIG, or audit.yaml in the \
            current folder if there is one; without any, names are guessed from.
            """,
            valueName: "file"
        )
    )
    var file: String?

    /// The architecture; what is guessed from names alone where no file declares one.
    ///
    /// - throws: `CommandFailure` with everything that is wrong in the file, a line each.
    func architecture(_ console: Console) throws -> Architecture {
        guard let path = path(console) else { return .guessed }
        do throws(ArchitectureErrors) {
            return try Architecture(contentsOf: path)
        } catch {
            for problem in error.problems { console.complain(problem.description) }
            throw CommandFailure(
                message: "\(path): \(Count(error.problems.count, "problem")); nothing was done",
                status: .usage
            )
        }
    }

    /// The file that is named, or that is there; nil where neither is.
    func path(_ console: Console) -> String? {
        if let file { return file }
        if let file = console.environment["AUDIT_CONFIG"], !file.isEmpty { return file }
        return FileManager.default.fileExists(atPath: "audit.yaml") ? "audit.yaml" : nil
    }
}

/// How a result is written.
struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How to print. Default: a table on a terminal, jsonl in a pipe.",
            valueName: "format"
        )
    )
    var format: OutputFormat?

    /// The format, the default resolved.
    func resolved(_ console: Console) -> OutputFormat {
        OutputFormat.resolve(format, isTerminal: console.isInteractive)
    }
}

/// How many files a command reads at the same time.
struct JobsOptions: ParsableArguments {
    @Option(
        name: .customLong("jobs"),
        help: ArgumentHelp(
            "How many files to read at the same time. Default: the cores of the machine.",
            valueName: "number"
        )
    )
    var count: Int?

    func validate() throws {
        if let count, !(1...256).contains(count) {
            throw ValidationError("--jobs takes a number from 1 to 256, not \(count).")
        }
    }
}

/// A number of bytes as people write it: `500000`, `64K`, `16M`, `4G`.
struct ByteSize: ExpressibleByArgument {
    /// The bytes.
    var bytes: Int64

    init?(argument: String) {
        let units: [Character: Int64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        var digits = argument[...].lowercased()[...]
        if digits.hasSuffix("ib") {
            digits = digits.dropLast(2)
        } else if digits.hasSuffix("b") {
            digits = digits.dropLast()
        }
        var unit: Int64 = 1
        if let last = digits.last, let known = units[last] {
            unit = known
            digits = digits.dropLast()
        }
        guard let number = Int64(digits), number > 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}

/// A length of time as people write it: `30s`, `10m`, `1h30m`.
struct WaitingTime: ExpressibleByArgument {
    /// The seconds.
    var seconds: Int64

    init?(argument: String) {
        guard let span = try? TimeSpan(argument) else { return nil }
        seconds = span.seconds
    }
}
