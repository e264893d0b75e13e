import ArgumentParser
import AuditIndex
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

    /// What rules insert for `%name%`, for a command that only looks at rules: a problem elsewhere
    /// in a file that was not asked for is no reason to stop.
    func placeholders(_ console: Console) throws -> [String: [String]] {
        if file != nil { return try architecture(console).placeholders }
        return path(console).flatMap { try? Architecture(contentsOf: $0) }?.placeholders ?? [:]
    }

    /// The file that is named, or that exists by default; nil if there is neither.
    func path(_ console: Console) -> String? {
        if let file { return file }
        if let file = console.environment["AUDIT_CONFIG"], !file.isEmpty { return file }
        return FileManager.default.fileExists(atPath: "audit.yaml") ? "audit.yaml" : nil
    }
}

/// How results are written, and where to.
struct FormatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Output format. Default: by the extension of --output, else table on a terminal, jsonl \
            in a pipe.
            """,
            valueName: "format"
        )
    )
    var format: OutputFormat?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write to this file, completely or not at all; - is standard output.",
            valueName: "file"
        )
    )
    var output: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    @Flag(help: "Do not fit tables to the terminal: no column is left out, no cell cut.")
    var wide = false

    func validate() throws {
        if force, output == nil { throw ValidationError("--force needs --output.") }
        guard let output, output != "-", format == nil else { return }
        guard !output.isEmpty else { throw ValidationError("--output: the name is empty.") }
        do throws(TextFault) {
            _ = try OutputFormat.ending(output)
        } catch {
            throw ValidationError("--output \(output): \(error).")
        }
    }

    /// The format, with the default resolved.
    func resolved(_ console: Console) -> OutputFormat {
        OutputFormat.resolve(chosen, isTerminal: console.isInteractive)
    }

    /// The format that was asked for, if only by the name of the file.
    var chosen: OutputFormat? {
        format ?? file.flatMap { try? OutputFormat.ending($0.path) }
    }

    /// The file to write to; nil for standard output.
    var file: NewFile? {
        output.flatMap { $0 == "-" ? nil : NewFile($0, replaces: force) }
    }
}

/// The most rows of a command that prints all by default.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Print at most this many; 0 prints all. Default: all.",
            valueName: "number"
        ),
        transform: RowLimit.parse
    )
    var limit: RowLimit?

    /// The first rows.
    func prefix<Row>(of rows: [Row]) -> ArraySlice<Row> {
        (limit ?? RowLimit(nil)).prefix(of: rows)
    }
}

/// Selects accounts.
struct AccountOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Account ID; repeatable, ! excludes.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var account: [OptionPattern<TextPattern>] = []

    /// Whether an account, or none, is asked for.
    func contains(_ id: String?) -> Bool {
        OptionPattern.selects(id, account)
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
struct WaitingTime: ExpressibleByArgument, Sendable {
    var seconds: Int64

    init?(argument: String) {
        guard let time = try? Self.parse(argument) else { return nil }
        self = time
    }

    private init(seconds: Int64) { self.seconds = seconds }

    /// Parses the value of an option.
    @Sendable
    static func parse(_ text: String) throws -> WaitingTime {
        if let span = try? TimeSpan(text) { return WaitingTime(seconds: span.seconds) }
        guard !text.isEmpty, text.utf8.count <= 6, text.allSatisfy({ $0.isASCII && $0.isNumber })
        else { throw InvalidValue("use a number and a unit, such as 30s, 10m, 12h or 7d") }
        throw InvalidValue("it has no unit: \(text)m is minutes, \(text)h hours, \(text)d days")
    }
}
