import ArgumentParser
import AuditIndex
import Basics
import SecurityArchitecture

/// Selects environments.
struct EnvironmentOptions: ParsableArguments {
    @Option(
        name: .customLong("env"),
        help: ArgumentHelp(
            "Affected environment; 'production' means all that audit.yaml marks as production.",
            valueName: "name"
        )
    )
    var environments: [String] = []

    /// What is asked for: any of the first names, and none of the second; nil for everything.
    struct Selection {
        var wanted: Set<String>?
        var unwanted: Set<String>

        /// Whether something of an environment, or of none, is asked for.
        func contains(_ name: String?) -> Bool {
            guard let name else { return wanted == nil }
            return wanted?.contains(name) ?? true && !unwanted.contains(name)
        }
    }

    /// Looks the names up.
    ///
    /// - throws: ``CommandFailure`` where there is no such environment.
    func selection(in architecture: Architecture) throws -> Selection {
        func names(_ text: String) throws -> Set<String> {
            do throws(TextFault) {
                return try architecture.environmentNames(matching: text)
            } catch {
                throw CommandFailure(message: "--env: \(error)", status: .usage)
            }
        }
        let wanted = try environments.filter { !$0.hasPrefix("!") }.map(names)
        let unwanted = try environments.filter { $0.hasPrefix("!") }.map {
            try names(String($0.dropFirst()))
        }
        return Selection(
            wanted: wanted.isEmpty ? nil : wanted.reduce([]) { $0.union($1) },
            unwanted: unwanted.reduce([]) { $0.union($1) }
        )
    }

    /// Adds what is asked for to a filter.
    func add(to filter: inout EventFilter, evaluatedBy architecture: Architecture) throws {
        let selection = try selection(in: architecture)
        if let wanted = selection.wanted {
            filter.conditions.append(.init(.environments(wanted, architecture)))
        }
        if !selection.unwanted.isEmpty {
            filter.conditions.append(
                .init(.environments(selection.unwanted, architecture), isExcluded: true)
            )
        }
    }
}
