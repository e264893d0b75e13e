import Alerting
import Assessment
import AuditIndex
import AuditTestSupport
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

/// Reports on the sample week, evaluated with the rules of the repository.
package enum SampleReports {
    package static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The Monday after the week.
    package static let end: Int64 = 1_773_014_400

    package static func architecture() throws -> Architecture {
        try Architecture(contentsOf: repository.appending(path: "SampleLogs/audit.yaml").path)
    }

    package static func rules() -> RuleSet {
        RuleLoader().load(paths: [repository.appending(path: "Queries/alerts").path])
    }

    /// Fills an index with logs, and evaluates them if asked to.
    package static func fill(_ path: String, from logs: String, evaluates: Bool = true) throws {
        let index = try AuditDatabase.openForWriting(path)
        var options = IngestOptions()
        let rules = EventRules(
            program: RuleProgram(rules()),
            architecture: try architecture(),
            paths: ["Queries/alerts"]
        )
        if evaluates { options.rules = rules }
        _ = try Ingest(index: index, options: options).run([logs])
        if evaluates { try AlertEvaluator(index: index, rules: rules, asOf: end).run() }
    }

    /// The report on an index.
    package static func report(
        on path: String,
        architecture: Architecture? = nil,
        asked: Range<Int64>? = nil
    ) throws -> Report {
        let index = try AuditDatabase.openForReading(path)
        let status = try index.status(now: end)
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

extension SampleReports {
    /// The report on the sample week, with its incident or without.
    package static let incident = Result { try weekReport(incident: true) }
    package static let benign = Result { try weekReport(incident: false) }

    private static func weekReport(incident: Bool) throws -> Report {
        try TemporaryFolder.with { folder in
            try SampleLogs(incident: incident).write(into: folder.path)
            try fill(folder.path("audit.db"), from: folder.path("AWSLogs"))
            return try report(on: folder.path("audit.db"))
        }
    }
}
