import Detection
import Foundation
import Ingestion
import SecurityArchitecture

/// The rules that come with the program.
enum RulePack {
    static let folder = SampleWeek.repository.appending(path: "Queries/alerts").path

    /// They are many, so that tests share them.
    static let set = RuleLoader().load(paths: [folder])

    /// What `audit.yaml` of the sample week declares.
    static func architecture() throws -> Architecture {
        let path = SampleWeek.repository.appending(path: "SampleLogs/audit.yaml").path
        return try Architecture(contentsOf: path)
    }

    /// The rules with an architecture; by default that of the sample week.
    static func rules(_ architecture: Architecture? = nil) throws -> EventRules {
        EventRules(
            program: RuleProgram(set),
            architecture: try architecture ?? Self.architecture(),
            paths: [folder]
        )
    }

    /// The headers of the rules and correlations that raise alerts.
    static var alerting: [RuleHeader] {
        let program = RuleProgram(set)
        return program.rules.filter(\.raisesAlerts).map(\.header)
            + program.correlations.filter(\.raisesAlerts).map(\.header)
    }

    /// A rule's file, without the folder.
    static func name(_ header: RuleHeader) -> String { name(header.file) }

    static func name(_ file: String) -> String {
        file.hasPrefix(folder + "/") ? String(file.dropFirst(folder.count + 1)) : file
    }
}
