import AuditIndex
import Basics
import CloudTrail
import Delivery
import Detection
import Ingestion

/// Writes the notices of alerts.
struct NoticeWriter {
    /// The events that a notice shows; `audit alerts show` has all.
    private static let evidenceLimit = 5

    let store: AlertStore
    let headers: [Int64: RuleHeader]

    func notice(_ alert: AlertRecord, _ kind: AlertNotice.Kind) throws -> AlertNotice {
        let header = headers[alert.rule]
        let evidence = try store.evidence(alert.id)
        let shown = evidence.prefix(Self.evidenceLimit).map { item in
            AlertNotice.Evidence(
                eventID: item.event.identifier.description,
                time: item.event.time,
                text: item.line
            )
        }
        return AlertNotice(
            id: 0,
            alert: alert.id,
            key: alert.key,
            kind: kind,
            title: alert.title,
            level: Severity(alert.level),
            rule: header?.displayTitle ?? alert.title,
            ruleID: header?.id,
            reason: alert.reason,
            basis: basis(alert),
            first: alert.began,
            last: alert.last,
            count: alert.count,
            facts: alert.facts.map { AlertNotice.Fact($0.name, $0.value) },
            evidence: shown,
            covered: try store.titlesCovered(by: alert.id),
            response: header?.response ?? "",
            references: header?.references ?? [],
            control: header?.tags.first { $0.namespace == "control" }?.name
        )
    }

    /// How certain the alert is, and what that depends on.
    private func basis(_ alert: AlertRecord) -> AlertNotice.Basis {
        let kind = AlertNotice.Basis.Kind(rawValue: alert.basis) ?? .observed
        guard kind != .observed else { return AlertNotice.Basis(kind: kind) }
        let facts = alert.facts.filter { $0.provenance == alert.basis }
        return AlertNotice.Basis(kind: kind, lines: facts.map { "\($0.name): \($0.value)" })
    }
}

extension AlertEvidence {
    /// The event in one line: what, by whom, from where, and how it ended.
    package var line: String {
        guard let raw, let event = try? Event(parsing: raw.utf8) else {
            return whyMissing ?? "its record is no longer available"
        }
        let service = event.text(.eventSource)?.split(separator: ".").first.map(String.init)
        let call = [service, event.text(.eventName)].compactMap { $0 }.joined(separator: ":")
        var line = call
        if let resource = event.mainResource { line += " \(resource)" }
        let identity = event.identity
        if let person = identity.person {
            line += " by \(PersonName.display(person, role: identity.role))"
        } else if let name = identity.principal.split(separator: ":").last {
            line += " by \(name)"
        }
        if let address = event.text(.sourceIPAddress) { line += " from \(address)" }
        if let error = event.text(.errorCode) { line += ": \(error)" }
        return line
    }
}

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
    /// The notice of an alert.
    ///
    /// - parameters:
    ///   - alert: The alert.
    ///   - kind: What has happened to it.
    ///   - rules: The rules, which have the response.
    package func notice(
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
