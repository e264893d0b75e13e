import ArgumentParser
import Basics
import Detection
import Foundation
import Queries

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

extension Severity: ExpressibleByArgument {}

/// The rules that are asked for: files, folders, and those that the program carries within itself.
struct RuleSelection: Hashable {
    /// What stands for the builtin rules where paths are named, on the command line and in the
    /// index.
    static let builtinName = "builtin"

    /// The program's own files of rules.
    static let builtinFiles = BuiltinQueries.rules.map { file in
        RuleFile(name: "\(builtinName)/\(file.name)", bytes: Array(file.text.utf8))
    }

    /// Files and folders.
    let paths: [String]
    /// Whether the builtin rules are among them.
    let hasBuiltin: Bool

    /// Makes a selection.
    ///
    /// - parameters:
    ///   - paths: Files and folders; ``builtinName`` is neither, a folder of that name is
    ///     `./builtin`.
    ///   - hasBuiltin: Whether the builtin rules are taken, too.
    init(paths: [String], hasBuiltin: Bool) {
        self.paths = paths.filter { $0 != Self.builtinName }
        self.hasBuiltin = hasBuiltin || paths.contains(Self.builtinName)
    }

    /// What the index keeps of it, for a later run from another folder: see ``builtinName``.
    var remembered: [String] {
        (hasBuiltin ? [Self.builtinName] : [])
            + paths.map { URL(filePath: $0).standardizedFileURL.path }
    }

    /// Loads what there is of the rules; the rest is among the rejected.
    ///
    /// - parameter needsTests: Whether the tests of builtin rules are wanted, too.
    func loadWhatIsThere(needsTests: Bool = false) -> RuleSet {
        RuleLoader(skipsBuiltinTests: !needsTests).load(
            paths: paths,
            builtin: hasBuiltin ? Self.builtinFiles : []
        )
    }

    /// Loads the rules.
    ///
    /// - parameter needsTests: Whether the tests of builtin rules are wanted, too.
    /// - throws: ``CommandFailure`` where there is no file of rules, or none in what was named:
    ///   a slip in the only path must not pass for a choice of the builtin rules.
    func load(needsTests: Bool = false) throws -> RuleSet {
        guard hasBuiltin || !paths.isEmpty else {
            throw CommandFailure(
                message: "there are no rules: name a file or folder of Sigma rules with --rules, "
                    + "or leave --no-builtin-rules out",
                status: .usage
            )
        }
        let set = loadWhatIsThere(needsTests: needsTests)
        let isNothingRead = set.files.count == (hasBuiltin ? Self.builtinFiles.count : 0)
        guard !paths.isEmpty, isNothingRead else { return set }
        let missing = set.rejected.flatMap(\.problems).map(\.description)
        throw CommandFailure(
            message: missing.isEmpty
                ? "there is no rule file (*.yml, *.yaml) in \(paths.joined(separator: ", "))"
                : missing.joined(separator: "; "),
            status: .usage
        )
    }
}

extension RuleSet {
    /// Says which documents could not be taken as rules, and why.
    ///
    /// - parameter most: How many are named one by one, where a command has other things to say.
    func sayRejected(_ console: Console, most: Int = .max) {
        for rejected in rejected.prefix(most) {
            for problem in rejected.problems { console.complain(problem.description) }
        }
        guard rejected.count > most else { return }
        console.complain(
            "\(Count(rejected.count - most, "more rule")) rejected; 'audit rules lint' has them all"
        )
    }
}
