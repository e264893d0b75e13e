import Alerting
import AuditIndex
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

/// The sample week of the repository, and rules of every kind for it.
enum SampleWeek {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Monday after the week.
    static let end: Int64 = 1_773_014_400

    static func files() throws -> [String] {
        let root = repository.appending(path: "SampleLogs/AWSLogs").path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }
        return (names ?? []).filter { $0.hasSuffix(".json.gz") && $0.contains("/CloudTrail/") }
            .sorted().map { "\(root)/\($0)" }
    }

    static func rules(_ yaml: String = SampleWeek.yaml) throws -> EventRules {
        let set = RuleLoader().load(yaml: Array(yaml.utf8), file: "rules.yml")
        let problems = set.rejected.flatMap(\.problems).map(\.description)
        guard problems.isEmpty else { throw CocoaError(.formatting, userInfo: ["": problems]) }
        let config = repository.appending(path: "SampleLogs/audit.yaml").path
        return EventRules(
            program: RuleProgram(set),
            architecture: try Architecture(contentsOf: config),
            paths: ["rules.yml"]
        )
    }

    static let yaml = """
        title: Undeclared reader
        id: 11111111-0000-4000-8000-000000000001
        level: critical
        logsource: {product: aws, service: cloudtrail}
        detection:
          read: {audit.secret.operation: read, audit.secret.reader: undeclared, audit.denied: false}
          condition: read
        alert:
          title: "{audit.principal.name} read {audit.secret.name} from {sourceIPAddress}"
          group-by: [audit.principal.name, audit.secret.name]
        ---
        title: Any denial
        name: denial
        level: low
        logsource: {product: aws, service: cloudtrail}
        detection: {denied: {audit.denied: true}, condition: denied}
        ---
        title: Denials
        id: 11111111-0000-4000-8000-000000000002
        name: denials
        level: medium
        correlation:
          type: event_count
          generate: true
          rules: denial
          group-by: [audit.principal.name]
          timespan: 10m
          condition: {gte: 3}
        ---
        title: Secret read
        name: read
        logsource: {product: aws, service: cloudtrail}
        detection:
          read: {audit.secret.operation: read, audit.denied: false, eventSource: secretsmanager.amazonaws.com}
          condition: read
        ---
        title: Denials, then a secret read
        id: 11111111-0000-4000-8000-000000000003
        level: high
        correlation:
          type: temporal_ordered
          rules: [denials, read]
          group-by: [audit.principal.name]
          timespan: 1h
        ---
        title: Several secrets
        id: 11111111-0000-4000-8000-000000000004
        level: high
        correlation:
          type: value_count
          rules: read
          group-by: [audit.principal.name, sourceIPAddress]
          timespan: 30m
          condition: {field: audit.secret.name, gte: 3}
        ---
        title: New reader of a secret
        id: 11111111-0000-4000-8000-000000000005
        level: medium
        correlation:
          type: new_terms
          rules: read
          group-by: [audit.principal.name, audit.secret.name]
          learning: 2d
        ---
        title: Many calls
        name: call
        logsource: {product: aws, service: cloudtrail}
        detection: {call: {eventSource: secretsmanager.amazonaws.com}, condition: call}
        ---
        title: Busy hour
        id: 11111111-0000-4000-8000-000000000006
        level: low
        correlation:
          type: spike
          rules: call
          group-by: [audit.principal.name]
          learning: 2d
          condition: {gte: 5}
        ---
        title: Silent
        id: 11111111-0000-4000-8000-000000000007
        level: high
        correlation:
          type: absence
          rules: call
          group-by: [recipientAccountId, awsRegion]
          timespan: 3h
        ---
        title: Overdue
        id: 11111111-0000-4000-8000-000000000008
        level: medium
        correlation:
          type: absence
          rules: call
          expects: rotated
          group-by: [audit.secret.name]
          timespan: 2d
        ---
        title: Rotated
        name: rotated
        logsource: {product: aws, service: cloudtrail}
        detection: {done: {eventName: RotationSucceeded}, condition: done}
        """
}

extension AuditDatabase {
    /// Reads files and evaluates what is new in them.
    func take(_ files: [String], _ rules: EventRules) throws {
        var options = IngestOptions()
        options.rules = rules
        _ = try Ingest(index: self, options: options).run(files)
        try AlertEvaluator(index: self, rules: rules, asOf: SampleWeek.end).run()
    }

    /// All that is known of the alerts that stand, as text.
    func openAlerts() throws -> [String] {
        var filter = AlertFilter()
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        filter.includesStaged = true
        return try alerts(filter).map { listing in
            let alert = listing.alert
            let evidence = try readAlerts { store in try store.evidence(alert.id) }
            return """
                \(listing.ruleTitle) \(alert.key) \(alert.first)-\(alert.last) ×\(alert.count) \
                \(alert.level) \(alert.title) | \(alert.reason) | \(alert.basis) \
                \(alert.facts.map { "\($0.name)=\($0.value)" }) \(alert.entities) \
                \(evidence.map { "\($0.event.time) \($0.event.identifier) \($0.raw?.count ?? 0)" })
                """
        }.sorted()
    }
}
