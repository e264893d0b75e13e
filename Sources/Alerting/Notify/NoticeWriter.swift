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
        let calls = EvidenceCall.calls(try store.evidence(alert.id))
        let shown = calls.prefix(Self.evidenceLimit).map { call in
            AlertNotice.Evidence(
                eventID: call.evidence.event.identifier.description,
                time: call.evidence.event.time,
                text: call.line
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
            count: alert.calls,
            facts: alert.facts.map { AlertNotice.Fact($0.name, $0.value) },
            evidence: shown,
            covered: try store.titlesCovered(by: alert.id),
            response: alert.response,
            references: header?.references ?? [],
            control: header?.tags.first { $0.namespace == "control" }?.name,
            techniques: (header?.techniques ?? []).map(AlertNotice.Technique.init)
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

/// A call among the evidence of an alert, which two accounts may have recorded.
package struct EvidenceCall: Sendable {
    /// The record that says most about the caller: that of the caller's own account.
    package let evidence: AlertEvidence
    /// The other records of the call.
    package var twins: [AlertEvidence] = []

    /// The calls behind some evidence, by time.
    package static func calls(_ evidence: [AlertEvidence]) -> [EvidenceCall] {
        let shared = Dictionary(grouping: evidence.filter { $0.sharedID != nil }) { $0.sharedID }
        return evidence.compactMap { item in
            guard let id = item.sharedID, let records = shared[id] else {
                return EvidenceCall(evidence: item)
            }
            let main = records.first { !$0.isOfAnotherAccount } ?? records[0]
            return item == main
                ? EvidenceCall(evidence: main, twins: records.filter { $0 != main }) : nil
        }
    }

    /// The call in one line, with where else it is recorded.
    package var line: String {
        twins.reduce(evidence.line) { line, twin in
            line + ", also recorded in \(twin.account ?? "another account") as "
                + twin.event.identifier.description.prefix(8)
        }
    }
}

/// Finds the record that another account has of a call across accounts.
package struct TwinFinder {
    private let index: AuditDatabase
    private let reader: RawRecordReader

    package init(_ index: AuditDatabase, objects: (any ObjectStore)? = nil) throws {
        self.index = index
        reader = RawRecordReader(index: index, objects: objects)
    }

    /// A call with the records of it that are in the index and not among the evidence; where their
    /// logs are gone, without them.
    package func completed(_ call: EvidenceCall) -> EvidenceCall {
        guard let shared = call.evidence.sharedID, call.twins.isEmpty,
            let others = try? index.readAlerts({ store in
                try store.eventsAlike(call.evidence.event)
            }), !others.isEmpty, let records = try? reader.records(of: others)
        else { return call }
        var call = call
        for (other, record) in zip(others, records) {
            guard case .success(let event) = record, event.text(.sharedEventID) == shared else {
                continue
            }
            call.twins.append(
                AlertEvidence(
                    event: EventKey(
                        time: other.time.seconds,
                        identifier: other.identifier,
                        content: other.content
                    ),
                    raw: event.blankedJSON,
                    sharedID: shared
                )
            )
        }
        return call
    }
}

extension AlertEvidence {
    private var parsed: Event? { raw.flatMap { try? Event(parsing: $0.utf8) } }

    /// The account that has the record.
    package var account: String? { parsed?.text(.recipientAccountId) }

    /// Whether the caller is of another account, so that the record has no name of it.
    fileprivate var isOfAnotherAccount: Bool { parsed?.identity.type == "AWSAccount" }

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
