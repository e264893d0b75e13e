import AuditIndex
import Detection
import Ingestion

extension RuleProgram {
    /// What rules and correlations say about themselves, by their numbers in the index.
    func headers(_ store: AlertStore) throws -> [Int64: RuleHeader] {
        let numbers = try store.ruleNumbers()
        var headers: [Int64: RuleHeader] = [:]
        for rule in rules {
            if let number = numbers[rule.contentHash] { headers[number] = rule.header }
        }
        for correlation in correlations {
            if let number = numbers[correlation.contentHash] {
                headers[number] = correlation.header
            }
        }
        return headers
    }

    /// The correlations that find what has not happened, by their numbers in the index.
    func absences(_ store: AlertStore) throws -> Set<Int64> {
        let numbers = try store.ruleNumbers()
        return Set(
            correlations.filter { $0.correlation.definition.kind == .absence }
                .compactMap { numbers[$0.contentHash] }
        )
    }
}

extension AuditDatabase {
    /// What people are told of an alert.
    ///
    /// - parameters:
    ///   - alert: The alert.
    ///   - kind: What has happened to it.
    ///   - rules: The rules, which say what is to be done.
    public func notice(
        _ alert: AlertRecord,
        _ kind: AlertNotice.Kind,
        _ rules: EventRules
    ) throws -> AlertNotice {
        try readAlerts { store in
            try NoticeWriter(store: store, headers: try rules.program.headers(store))
                .notice(alert, kind)
        }
    }
}
