import ArgumentParser

/// Which rules a command uses.
struct RuleOptions: ParsableArguments {
    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            "Sigma rules: a file, or a folder of them; repeatable.",
            valueName: "path"
        )
    )
    var paths: [String] = []
}
