import ArgumentParser

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
