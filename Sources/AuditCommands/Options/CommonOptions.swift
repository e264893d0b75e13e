import ArgumentParser
import Basics
import Foundation
import Ingestion
import SecurityArchitecture
import StrictYAML

/// The index file.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "Index file. Default: $AUDIT_DB, or ./audit.db.",
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

/// The declared security architecture.
struct ConfigOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            """
            Security architecture. Default: $AUDIT_CONFIG, or ./audit.yaml if it exists; without \
            one, environments and roles are guessed from names.
            """,
            valueName: "file"
        )
    )
    var file: String?

    /// The declared architecture; without a file, everything is guessed from names.
    ///
    /// - throws: `CommandFailure` after reporting every problem in the file, one line each.
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

    /// The file that is named, or that exists by default; nil if there is neither.
    func path(_ console: Console) -> String? {
        if let file { return file }
        if let file = console.environment["AUDIT_CONFIG"], !file.isEmpty { return file }
        return FileManager.default.fileExists(atPath: "audit.yaml") ? "audit.yaml" : nil
    }
}

/// The output format.
struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Output format. Default: table on a terminal, jsonl in a pipe.",
            valueName: "format"
        )
    )
    var format: OutputFormat?

    /// The format, with the default resolved.
    func resolved(_ console: Console) -> OutputFormat {
        OutputFormat.resolve(format, isTerminal: console.isInteractive)
    }
}

/// The number of files read in parallel.
struct JobsOptions: ParsableArguments {
    @Option(
        name: .customLong("jobs"),
        help: ArgumentHelp(
            "Number of files to read in parallel. Default: number of cores.",
            valueName: "number"
        )
    )
    var count: Int?

    func validate() throws {
        if let count, !(1...256).contains(count) {
            throw ValidationError("--jobs must be from 1 to 256, not \(count).")
        }
    }
}

/// Which files a command leaves out.
struct ExcludeOptions: ParsableArguments {
    @Option(
        name: .customLong("exclude"),
        help: ArgumentHelp(
            """
            Leave out files and folders whose path below PATH matches, or whose name does; * \
            matches / as well. Repeat the option for more.
            """,
            valueName: "glob"
        )
    )
    var patterns: [String] = []

    func validate() throws {
        do { _ = try PathFilter(patterns) } catch {
            throw ValidationError("--exclude: \(error)")
        }
    }

    /// What is left out; validated before.
    var filter: PathFilter { (try? PathFilter(patterns)) ?? PathFilter() }
}

/// A number of bytes: `500000`, `64K`, `16M`, `4G`.
struct ByteSize: ExpressibleByArgument {
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

/// A length of time: `30s`, `10m`, `1h30m`.
struct WaitingTime: ExpressibleByArgument {
    var seconds: Int64

    init?(argument: String) {
        guard let span = try? TimeSpan(argument) else { return nil }
        seconds = span.seconds
    }
}
