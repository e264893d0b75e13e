import ArgumentParser
import Basics
import Foundation

/// What a command line was probably meant to be.
enum Misspelling {
    /// A line that names it; nil where there is no guess.
    ///
    /// - parameter arguments: A command line that the argument parser rejected.
    static func hint(for arguments: [String]) -> String? {
        var rest = arguments[...]
        var path = ["audit"]
        var kind: any ParsableCommand.Type = AuditCommand.self
        while let word = rest.first, let next = subcommand(word, of: kind) {
            rest.removeFirst()
            path.append(word)
            kind = next
        }
        guard let word = rest.first(where: { !$0.hasPrefix("-") }), let wrong = rest.first else {
            return nil
        }
        let names = names(of: kind)
        if !names.isEmpty, wrong == word {
            return guess(word, names, rest.dropFirst(), path)
        }
        return pathOfRules(rest, path)
    }

    /// The subcommand that a word was meant to be, here or in a sibling of the command.
    private static func guess(
        _ word: String,
        _ names: [String],
        _ rest: ArraySlice<String>,
        _ path: [String]
    ) -> String? {
        if let synonym = synonyms[path.count == 1 ? word : "\(path.last ?? "") \(word)"] {
            return line(["audit"] + synonym.split(separator: " ").map(String.init) + rest)
        }
        guard let name = NearestName.of(word, among: names) else { return nil }
        return line(path + [name] + rest)
    }

    /// What other programs call a command.
    private static let synonyms = [
        "find": "search", "grep": "search", "events": "search",
        "import": "ingest", "index": "ingest", "load": "ingest", "read": "ingest",
        "lint": "rules lint", "test": "rules test", "backtest": "rules backtest",
        "list": "alerts list", "ls": "alerts list", "ack": "alerts ack", "mute": "alerts mute",
        "close": "alerts close", "sessions": "deployments", "roles": "deployments",
        "drift": "groups --drift", "problems": "status --problems", "version": "--version",
        "alerts ls": "alerts list", "alerts acknowledge": "alerts ack",
        "alerts snooze": "alerts mute", "alerts resolve": "alerts close",
        "rules ls": "rules list", "rules check": "rules lint", "rules validate": "rules lint",
        "rules run": "scan",
    ]

    /// Rules that were named as `ingest` and `scan` name logs.
    private static func pathOfRules(_ rest: ArraySlice<String>, _ path: [String]) -> String? {
        guard path.count == 3, path[1] == "rules", ["list", "lint", "test"].contains(path[2]),
            let word = rest.first, !word.hasPrefix("-"), !rest.contains("--rules")
        else { return nil }
        return line(path + ["--rules"] + rest)
    }

    /// `audit alert list`: a subcommand of `alerts`, where `alert` expects the path of a log.
    ///
    /// - returns: What was probably meant; nil where the words may be paths.
    static func ofAlerts(_ paths: [String]) -> String? {
        guard let word = paths.first, !FileManager.default.fileExists(atPath: word),
            let name = NearestName.of(word, among: names(of: AlertsCommand.self)),
            name == word || NearestName.of(name, among: [word]) != nil
        else { return nil }
        return line(["audit", "alerts", name] + paths.dropFirst())
    }

    private static func line(_ words: [String]) -> String {
        let shown = words.map { word in
            let isPlain = word.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:,=@+%".contains($0))
            }
            return isPlain && !word.isEmpty
                ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
        }
        return "Did you mean: " + String(shown.joined(separator: " ").prefix(400))
    }

    private static func subcommand(
        _ name: String,
        of kind: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        kind.configuration.subcommands.first { $0.configuration.commandName == name }
    }

    private static func names(of kind: any ParsableCommand.Type) -> [String] {
        kind.configuration.subcommands.compactMap { $0.configuration.commandName }
    }
}
