import AuditIndex
import CloudTrail
import Detection

/// Makes of an alert what people are told.
struct NoticeWriter {
    /// Events that are told of; all are in `audit alerts show`.
    private static let evidenceLimit = 5

    let store: AlertStore
    let headers: [Int64: RuleHeader]

    func notice(_ alert: AlertRecord, _ kind: AlertNotice.Kind) throws -> AlertNotice {
        let header = headers[alert.rule]
        let evidence = try store.evidence(alert.id)
        return AlertNotice(
            id: 0,
            alert: alert.id,
            key: alert.key,
            kind: kind,
            title: alert.title,
            level: RuleLevel(rawValue: alert.level) ?? .informational,
            rule: header?.displayTitle ?? alert.title,
            ruleID: header?.id,
            reason: alert.reason,
            basis: AlertNotice.Basis(
                kind: AlertNotice.Basis.Kind(rawValue: alert.basis) ?? .observed,
                lines: alert.facts.filter {
                    $0.provenance == alert.basis && alert.basis != "observed"
                }
                .map { "\($0.name): \($0.value)" }
            ),
            first: alert.first,
            last: alert.last,
            count: alert.count,
            facts: alert.facts.map { AlertNotice.Fact($0.name, $0.value) },
            evidence: evidence.prefix(Self.evidenceLimit).map { item in
                AlertNotice.Evidence(
                    eventID: item.event.identifier.description,
                    time: item.event.time,
                    text: item.line
                )
            },
            response: header?.response ?? "",
            references: header?.references ?? [],
            control: header?.tags.first { $0.namespace == "control" }?.name
        )
    }
}

extension AlertEvidence {
    /// The event in one line: what, by whom, from where, and how it ended.
    public var line: String {
        guard let raw, let event = try? Event(parsing: raw.utf8) else {
            return whyMissing ?? "the record is gone"
        }
        let service = event.text(.eventSource)?.split(separator: ".").first.map(String.init)
        let call = [service, event.text(.eventName)].compactMap { $0 }.joined(separator: ":")
        var line = call
        if let resource = event.mainResource { line += " \(resource)" }
        if let name = event.identity.principal.split(separator: ":").last {
            line += " by \(name)"
        }
        if let address = event.text(.sourceIPAddress) { line += " from \(address)" }
        if let error = event.text(.errorCode) { line += ": \(error)" }
        return line
    }
}
