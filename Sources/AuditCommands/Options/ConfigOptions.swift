import ArgumentParser
import Foundation
import SecurityArchitecture

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
