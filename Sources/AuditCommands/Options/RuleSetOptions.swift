import ArgumentParser
import Detection

/// Which rules a command uses.
struct RuleSetOptions: ParsableArguments {
    /// Rejected documents that are named one by one, where a command has other things to say.
    private static let rejectionsShown = 50

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            """
            A Sigma rule file, or a folder of *.yml and *.yaml, beside the builtin rules; may be \
            repeated. A rule replaces the builtin one of the same id. 'builtin' means the builtin \
            rules.
            """,
            valueName: "path"
        )
    )
    var paths: [String] = []

    @Flag(name: .customLong("no-builtin-rules"), help: "Leave the builtin rules out.")
    var leavesBuiltinOut = false

    /// What is asked for.
    var selection: RuleSelection {
        RuleSelection(paths: paths, hasBuiltin: !leavesBuiltinOut)
    }

    /// Loads the rules.
    ///
    /// - parameter needsTests: Whether the tests of builtin rules are wanted, too.
    /// - throws: ``CommandFailure`` where there is no file of rules, or none in what was named.
    func load(needsTests: Bool = false) throws -> RuleSet {
        try selection.load(needsTests: needsTests)
    }

    /// Says which documents could not be taken, and why.
    func sayRejected(_ set: RuleSet, _ console: Console) {
        set.sayRejected(console, most: Self.rejectionsShown)
    }
}

extension RuleLevel: ExpressibleByArgument {}
