import ArgumentParser
import Basics
import Detection
import Foundation
import Queries
import SecurityArchitecture

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

    @Option(
        name: .customLong("placeholders"),
        help: ArgumentHelp(
            """
            YAML file of names and values that rules insert for %name% with 'expand', in addition \
            to those under 'placeholders' in audit.yaml.
            """,
            valueName: "file"
        )
    )
    var placeholders: String?

    var selection: RuleSelection {
        RuleSelection(paths: paths, hasBuiltin: !leavesBuiltinOut, placeholders: placeholders)
    }

    /// Loads the rules, with filters that have expired.
    ///
    /// - parameters:
    ///   - declared: The placeholders of audit.yaml.
    ///   - needsTests: Whether to load the tests of built-in rules, too.
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths.
    func load(declared: [String: [String]], needsTests: Bool = false) throws -> RuleSet {
        try selection.load(declared: declared, needsTests: needsTests)
    }

    /// Loads the rules as they apply now, and reports what was rejected, and filters that name no
    /// rule.
    ///
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths.
    func current(_ console: Console, _ architecture: Architecture) throws -> RuleSet {
        let set = try load(declared: architecture.placeholders).without(
            filtersExpiredAt: console.now
        )
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
    /// A file of placeholders.
    let placeholders: String?
    /// Marks a file of placeholders among the paths that the index keeps.
    private static let placeholdersMark = "placeholders:"

    /// Makes a selection.
    ///
    /// - parameters:
    ///   - paths: Files and folders; ``builtinName`` is neither, a folder of that name is
    ///     `./builtin`.
    ///   - hasBuiltin: Whether the builtin rules are loaded, too.
    ///   - placeholders: A file of placeholders.
    init(paths: [String], hasBuiltin: Bool, placeholders: String? = nil) {
        self.paths = paths.filter { $0 != Self.builtinName }
        self.hasBuiltin = hasBuiltin || paths.contains(Self.builtinName)
        self.placeholders = placeholders
    }

    /// The selection of an earlier run.
    init(remembered: [String]) {
        let isMarked = { (path: String) in path.hasPrefix(Self.placeholdersMark) }
        self.init(
            paths: remembered.filter { !isMarked($0) },
            hasBuiltin: false,
            placeholders: remembered.first(where: isMarked).map {
                String($0.dropFirst(Self.placeholdersMark.count))
            }
        )
    }

    /// What the index keeps of it, for a later run from another folder: see ``builtinName``.
    var remembered: [String] {
        func whole(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
        return (hasBuiltin ? [Self.builtinName] : []) + paths.map(whole)
            + (placeholders.map { [Self.placeholdersMark + whole($0)] } ?? [])
    }

    /// Loads what there is of the rules; the rest is among the rejected.
    ///
    /// - parameters:
    ///   - placeholders: What rules insert for `%name%`.
    ///   - needsTests: Whether to load the tests of built-in rules, too.
    private func load(
        inserting placeholders: [String: [String]],
        needsTests: Bool = false
    ) -> RuleSet {
        RuleLoader(placeholders: placeholders, skipsBuiltinTests: !needsTests).load(
            paths: paths,
            builtin: hasBuiltin ? Self.builtinFiles : []
        )
    }

    /// Loads what there is of the rules now; the rest is among the rejected.
    func loadWhatIsThere(_ architecture: Architecture) -> RuleSet {
        let own = placeholders.flatMap { try? Placeholders.read(contentsOf: $0) } ?? [:]
        return load(inserting: architecture.placeholders.merging(own) { $1 })
    }

    /// Loads the rules.
    ///
    /// - parameters:
    ///   - declared: The placeholders of audit.yaml.
    ///   - needsTests: Whether to load the tests of built-in rules, too.
    /// - throws: ``CommandFailure`` if there is nothing to load, or no rule file under the paths:
    ///   a typo in the only path must not silently fall back to the built-in rules.
    func load(declared: [String: [String]], needsTests: Bool = false) throws -> RuleSet {
        guard hasBuiltin || !paths.isEmpty else {
            throw CommandFailure(
                message: "no rules to load: name a rule file or folder with --rules, or drop "
                    + "--no-builtin-rules",
                status: .usage
            )
        }
        var inserted = declared
        if let placeholders {
            do {
                inserted.merge(try Placeholders.read(contentsOf: placeholders)) { $1 }
            } catch {
                throw CommandFailure(message: "--placeholders: \(error)", status: .usage)
            }
        }
        let set = load(inserting: inserted, needsTests: needsTests)
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
