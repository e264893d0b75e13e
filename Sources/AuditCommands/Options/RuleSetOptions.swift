import ArgumentParser
import Basics
import Detection
import Foundation
import Queries

/// Selects rules.
struct RuleSetOptions: ParsableArguments {
    /// Rejected documents that are reported one by one.
    private static let rejectionsShown = 50

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            """
            Sigma rule file, or folder of *.yml and *.yaml files, in addition to the built-in \
            rules; repeatable. A rule replaces the built-in rule with the same ID. 'builtin' \
            stands for the built-in rules.
            """,
            valueName: "path"
        )
    )
    var paths: [String] = []

    @Flag(name: .customLong("no-builtin-rules"), help: "Do not load the built-in rules.")
    var leavesBuiltinOut = false

    var selection: RuleSelection {
        RuleSelection(paths: paths, hasBuiltin: !leavesBuiltinOut)
    }

    /// Loads the rules, with filters that have expired.
    ///
    /// - parameter needsTests: Whether to load the tests of built-in rules, too.
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths.
    func load(needsTests: Bool = false) throws -> RuleSet {
        try selection.load(needsTests: needsTests)
    }

    /// Loads the rules as they apply now, and reports what was rejected, and filters that name no
    /// rule.
    ///
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths.
    func current(_ console: Console) throws -> RuleSet {
        let set = try load().without(filtersExpiredAt: console.now)
        sayRejected(set, console)
        return set
    }

    /// Reports rejected documents and their problems, and filters that name no rule.
    func sayRejected(_ set: RuleSet, _ console: Console) {
        set.sayRejected(console, most: Self.rejectionsShown)
    }
}

extension Severity: ExpressibleByArgument {}

/// The selected rules: files, folders, and the built-in rules.
struct RuleSelection: Hashable {
    /// The name of the built-in rules among paths, on the command line and in the index.
    static let builtinName = "builtin"

    /// The files of the built-in rules.
    static let builtinFiles = BuiltinQueries.rules.map { file in
        RuleFile(name: "\(builtinName)/\(file.name)", bytes: Array(file.text.utf8))
    }

    /// Files and folders.
    let paths: [String]
    /// Whether the built-in rules are included.
    let hasBuiltin: Bool

    /// Makes a selection.
    ///
    /// - parameters:
    ///   - paths: Files and folders; ``builtinName`` is neither, a folder of that name is
    ///     `./builtin`.
    ///   - hasBuiltin: Whether the builtin rules are loaded, too.
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
    /// - parameter needsTests: Whether to load the tests of built-in rules, too.
    func loadWhatIsThere(needsTests: Bool = false) -> RuleSet {
        RuleLoader(skipsBuiltinTests: !needsTests).load(
            paths: paths,
            builtin: hasBuiltin ? Self.builtinFiles : []
        )
    }

    /// Loads the rules.
    ///
    /// - parameter needsTests: Whether to load the tests of built-in rules, too.
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths:
    ///   a typo in the only path must not silently fall back to the built-in rules.
    func load(needsTests: Bool = false) throws -> RuleSet {
        guard hasBuiltin || !paths.isEmpty else {
            throw CommandFailure(
                message: "no rules to load: name a rule file or folder with --rules, or drop "
                    + "--no-builtin-rules",
                status: .usage
            )
        }
        let set = loadWhatIsThere(needsTests: needsTests)
        let isNothingRead = set.files.count == (hasBuiltin ? Self.builtinFiles.count : 0)
        guard !paths.isEmpty, isNothingRead else { return set }
        let missing = set.rejected.flatMap(\.problems).map(\.description)
        throw CommandFailure(
            message: missing.isEmpty
                ? "no rule files (*.yml, *.yaml) in \(paths.joined(separator: ", "))"
                : missing.joined(separator: "; "),
            status: .usage
        )
    }
}

extension RuleSet {
    /// Reports rejected documents and their problems, and filters that name no rule.
    ///
    /// - parameter most: How many documents are reported one by one.
    func sayRejected(_ console: Console, most: Int = .max) {
        for problem in filterProblems.prefix(most) { console.complain(problem.description) }
        for rejected in rejected.prefix(most) {
            for problem in rejected.problems { console.complain(problem.description) }
        }
        guard rejected.count > most else { return }
        console.complain(
            "\(Count(rejected.count - most, "more rule")) rejected; run 'audit rules lint' for all"
        )
    }
}
