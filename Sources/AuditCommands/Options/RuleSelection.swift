import Detection
import Foundation
import Queries

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
