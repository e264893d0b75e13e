import ArgumentParser

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
