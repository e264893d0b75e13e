import ArgumentParser

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
