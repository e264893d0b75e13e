import Alerting
import AuditIndex
import AuditTestSupport
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

@testable import AuditCommands

/// Reports on the sample week, judged by the rules of the repository.
enum SampleReports {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Monday after the week.
    static let end: Int64 = 1_773_014_400

    static func architecture() throws -> Architecture {
        try Architecture(contentsOf: repository.appending(path: "SampleLogs/audit.yaml").path)
    }

    static func rules() -> RuleSet {
        RuleLoader().load(paths: [repository.appending(path: "Queries/alerts").path])
    }

    /// Fills an index with logs, and judges them if asked to.
    static func fill(_ path: String, from logs: String, judges: Bool = true) throws {
        let index = try AuditDatabase.openForWriting(path)
        var options = IngestOptions()
        let rules = EventRules(
            program: RuleProgram(rules()),
            architecture: try architecture(),
            paths: ["Queries/alerts"]
        )
        if judges { options.rules = rules }
        _ = try Ingest(index: index, options: options).run([logs])
        if judges { try AlertJudge(index: index, rules: rules, asOf: end).run() }
    }

    /// The report on an index.
    static func report(
        on path: String,
        architecture: Architecture? = nil,
        asked: Range<Int64>? = nil
    ) throws -> Report {
        let index = try AuditDatabase.openForReading(path)
        let status = try index.status()
        guard let first = status.first, let last = status.last else {
            throw CocoaError(.featureUnsupported)
        }
        let material = try ReportMaterial(
            index,
            status: status,
            rules: rules(),
            architecture: try architecture ?? self.architecture(),
            period: ReportPeriod(asked: asked, first: first, last: last, asOf: nil, now: end)
        )
        return ReportBuilder(material).report()
    }
}
