import AuditIndex
import Basics
import CloudTrail
import Detection
import Foundation
import SecurityArchitecture

/// Describes an alert: its title, reason, facts, and how certain they are.
struct AlertComposer {
    /// Fields that every alert shows, where its first event has them.
    private static let usualFacts = [
        "recipientAccountId", "awsRegion", "audit.actor", "audit.principal.kind",
        "sourceIPAddress", "audit.network", "audit.action", "audit.secret.name",
        "audit.role.name", "audit.target.environment", "errorCode", "userAgent",
    ]
    /// The longest text that is copied from a log.
    private static let longest = 200

    let rule: AlertRule
    let store: AlertStore

    /// The alert with its description.
    func composed(_ alert: AlertRecord, _ classifier: Classifier) throws -> AlertRecord {
        var alert = alert
        let evidence = try store.evidence(alert.id)
        // Of a call that two accounts have recorded, the record that names the caller.
        let calls = EvidenceCall.calls(evidence)
        let fields = calls.compactMap { call -> EventFields? in
            guard let raw = call.evidence.raw, let event = try? Event(parsing: raw.utf8) else {
                return nil
            }
            return EventFields(event, classifier.facts(for: event))
        }
        let subject = try store.subject(alert.subject).values
        let firings = try firings(of: alert)
        let first = calls.first { $0.evidence.raw != nil } ?? calls.first
        alert.began = min(alert.first, firings.map(\.start).min() ?? alert.first)
        if case .rule = rule.source {
            alert.twins = calls.reduce(0) { $0 + $1.twins.count }
        }
        let reader = AlertFields(
            names: try names(of: evidence),
            subject: Dictionary(
                zip(rule.subjectFields, subject.texts),
                uniquingKeysWith: { first, _ in first }
            ),
            event: fields.first,
            firing: firings.max { $0.measure < $1.measure },
            alert: alert
        )
        alert.facts = facts(fields, reader)
        alert.basis = basis(fields)
        alert.level = level(alert.basis).rawValue
        alert.title = title(reader)
        alert.reason = reason(fields.first, firings)
        alert.response = AlertResponse(
            value: { name in
                reader.first(name) ?? fields.lazy.compactMap { $0.texts(name).first }.first
            },
            eventID: first?.evidence.event.identifier.description,
            began: alert.began
        ).filled(rule.header.response ?? "")
        if case .correlation = rule.source {
            alert.entities = try entities(evidence.map(\.event) + firings.flatMap(\.events))
        }
        // Who is an id in one record is a name in the other, and nobody new.
        let named = try store.entities(of: calls.map(\.evidence.event))
        let ids = try store.entities(of: calls.flatMap(\.twins).map(\.event))
        let nobodyNew = Set(ids).subtracting(named)
        alert.entities.removeAll { nobodyNew.contains($0) }
        return alert
    }

    /// The names of users of Identity Center, of whom events say an id only.
    private func names(of evidence: [AlertEvidence]) throws -> [String: String] {
        guard let raw = evidence.first(where: { $0.raw != nil })?.raw,
            let identity = try? Event(parsing: raw.utf8).identity, identity.kind == .directory,
            identity.person == nil, let name = try store.directoryUser(identity.principal)
        else { return [:] }
        return [identity.principal: name]
    }

    private func firings(of alert: AlertRecord) throws -> [Firing] {
        guard case .correlation = rule.source else { return [] }
        return try store.firings(
            PendingSubject(
                rule: alert.rule,
                subject: alert.subject,
                first: alert.first,
                last: alert.last
            )
        )
    }

    private func title(_ fields: AlertFields) -> String {
        if let template = rule.header.alert.title {
            let title = fields.filled(template)
            return title.isEmpty ? rule.header.displayTitle : title
        }
        var title = rule.header.displayTitle
        let about = rule.subjectFields.compactMap { fields.text($0) }
        if !about.isEmpty { title += ": " + about.joined(separator: ", ") }
        if let address = fields.text("sourceIPAddress") { title += ", from \(address)" }
        return title
    }

    /// Why the alert was raised: the fields that the rule tested, or what was counted.
    private func reason(_ event: EventFields?, _ firings: [Firing]) -> String {
        if case .correlation = rule.source {
            let latest = firings.last
            let remark = latest?.remark ?? rule.measured(latest?.measure ?? 0)
            return remark.prefix(1).uppercased() + remark.dropFirst() + "."
        }
        guard let event else {
            return "The event matched the rule; its record is no longer available."
        }
        var clauses: [String] = []
        for name in rule.testedFields where clauses.count < 8 {
            let texts = event.texts(name)
            guard !texts.isEmpty else { continue }
            let text = Self.shortened(texts.joined(separator: ", "))
            let provenance = event.provenance(name)
            clauses.append(
                "\(name) is \(text)" + (provenance == .guessed ? " (guessed)" : "")
            )
        }
        return clauses.joined(separator: "; ") + "."
    }

    /// What is known of all of its events, in their order; a field of which they agree has one
    /// value.
    private func facts(_ events: [EventFields], _ fields: AlertFields) -> [AlertRecord.Fact] {
        var seen: Set<String> = []
        let derived = rule.testedFields.filter { $0.hasPrefix("audit.") }
        return (rule.subjectFields + Self.usualFacts + derived).compactMap { name in
            guard seen.insert(name).inserted else { return nil }
            var known: Set<String> = []
            let own = fields.subject[name].flatMap { $0.isEmpty ? nil : [$0] }
            let texts = (own ?? events.flatMap { $0.texts(name) })
                .filter { known.insert($0).inserted }
            guard !texts.isEmpty else { return nil }
            let event = events.first { !$0.texts(name).isEmpty }
            return AlertRecord.Fact(
                name: name,
                value: Self.shortened(AlertFields.list(texts)),
                provenance: (event?.provenance(name) ?? .observed).rawValue
            )
        }
    }

    /// The least certain of what the rule tests.
    private func basis(_ events: [EventFields]) -> String {
        let derived = (rule.testedFields + rule.subjectFields).filter { $0.hasPrefix("audit.") }
        let provenances = events.prefix(3).flatMap { event in
            derived.filter { !event.texts($0).isEmpty }.map { event.provenance($0) }
        }
        return (provenances.max() ?? .observed).rawValue
    }

    /// The rule's level; one lower where what it tests was guessed.
    private func level(_ basis: String) -> Severity {
        let level = rule.header.level ?? .medium
        guard basis == Provenance.guessed.rawValue else { return level }
        return Severity.allCases.last { $0 < level } ?? .informational
    }

    /// Who and what takes part in some events; of a flood, in the first and the latest.
    private func entities(_ keys: [EventKey]) throws -> [String] {
        var keys = Set(keys).sorted()
        if keys.count > 2_000 { keys = Array(keys.prefix(1_000) + keys.suffix(1_000)) }
        return AlertEntity.limited(try store.entities(of: keys))
    }

    private static func shortened(_ text: String) -> String {
        text.count <= longest ? text : text.prefix(longest - 1) + "…"
    }
}

/// Values of the fields in braces of a title.
struct AlertFields {
    /// The names of those who acted, by what the events call them.
    let names: [String: String]
    let subject: [String: String]
    let event: EventFields?
    let firing: Firing?
    let alert: AlertRecord

    /// The text of a field; nil where there is none.
    func text(_ name: String) -> String? {
        switch name {
        case "count": return firing.map { Self.number($0.measure) } ?? String(alert.calls)
        case "remark": return firing?.remark
        case "first": return Self.time(alert.began)
        case "last": return Self.time(alert.last)
        default: break
        }
        if let text = subject[name], !text.isEmpty {
            return name == FactField.actor.rawValue ? names[text] ?? text : text
        }
        let texts = event?.texts(name) ?? []
        return texts.isEmpty ? nil : Self.list(texts)
    }

    /// The first text of a field, as a command needs it.
    func first(_ name: String) -> String? {
        if let text = subject[name], !text.isEmpty { return text }
        return event?.texts(name).first
    }

    /// Some texts in one: `a, b, c, d, e and 2 more`.
    static func list(_ texts: [String]) -> String {
        let more = texts.count > 5 ? " and \(texts.count - 5) more" : ""
        return texts.prefix(5).joined(separator: ", ") + more
    }

    /// A template with the fields in braces replaced; what has no value vanishes.
    func filled(_ template: String) -> String { AlertTemplate(template).filled(text) }

    /// A time as people read it: `2026-03-07 01:40:05`.
    private static func time(_ seconds: Int64) -> String {
        EventTime(seconds: seconds).description.replacing("T", with: " ").replacing("Z", with: "")
    }

    static func number(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15
            ? String(Int64(number)) : String(number)
    }
}
