import ArgumentParser
import Detection

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

    /// Loads rules, and says which were rejected, and why.
    ///
    /// - parameter paths: Where from.
    /// - returns: The rules that could be taken.
    static func load(_ paths: [String], _ console: Console) -> RuleSet {
        let set = RuleLoader().load(paths: paths)
        for rejected in set.rejected {
            for problem in rejected.problems { console.complain(problem.description) }
        }
        return set
    }
}
