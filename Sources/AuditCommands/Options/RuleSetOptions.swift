import ArgumentParser
import Detection
import Foundation

/// Which rules a command is about, for commands that cannot do without; see ``RuleOptions`` for
/// others.
struct RuleSetOptions: ParsableArguments {
    /// Where rules are looked for unless told.
    static let usualFolder = "./Queries/alerts"

    /// Rejected documents that are named one by one, where a command has other things to say.
    private static let rejectionsShown = 50

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            """
            A Sigma rule file, or a folder of *.yml and *.yaml; may be repeated. Default: \
            ./Queries/alerts, if it is there.
            """,
            valueName: "path"
        )
    )
    var paths: [String] = []

    /// Loads the rules.
    ///
    /// - throws: ``CommandFailure`` where there is no file of rules.
    func load() throws -> RuleSet {
        let paths = try paths(exists: FileManager.default.fileExists)
        let set = RuleLoader().load(paths: paths)
        guard set.files.isEmpty, set.rejected.isEmpty else { return set }
        throw CommandFailure(
            message: "there is no rule file (*.yml, *.yaml) in \(paths.joined(separator: ", "))",
            status: .usage
        )
    }

    /// The files and folders to look in.
    func paths(exists: (String) -> Bool) throws -> [String] {
        if !paths.isEmpty { return paths }
        if exists(Self.usualFolder) { return [Self.usualFolder] }
        throw CommandFailure(
            message: "there are no rules: name a file or folder of Sigma rules with --rules, or "
                + "put them into \(Self.usualFolder)",
            status: .usage
        )
    }

    /// Says which documents could not be taken, and why.
    func sayRejected(_ set: RuleSet, _ console: Console) {
        set.sayRejected(console, most: Self.rejectionsShown)
    }
}

extension RuleLevel: ExpressibleByArgument {}
