import AuditIndex
import CloudTrail
import Detection
import Ingestion
import SecurityArchitecture

extension AlertUpdate {
    /// Events that an alert keeps, beside the latest: the first ones.
    private var evidenceLimit: Int {
        (rule.header.level ?? .medium) >= .medium ? 20 : 3
    }

    /// Gives alerts their evidence, and what is said about them.
    func compose(_ changed: [AlertRecord], _ reader: RawRecordReader) throws {
        guard !changed.isEmpty else { return }
        var missing: [(alert: Int64, key: EventKey)] = []
        for alert in changed {
            let wanted = Set(try evidence(of: alert))
            let present = Set(try store.evidenceKeys(alert.id))
            for key in present.subtracting(wanted) { try store.remove(key, from: alert.id) }
            missing += wanted.subtracting(present).sorted().map { (alert.id, $0) }
        }
        try read(missing, reader)
        let classifier = Classifier(architecture)
        for alert in changed {
            let texts = AlertComposer(rule: rule, store: store)
            try store.save(try texts.composed(alert, classifier))
        }
    }

    /// The events that show what an alert is about: the first ones, and the latest.
    private func evidence(of alert: AlertRecord) throws -> [EventKey] {
        let hits = TouchedSubject(
            rule: alert.rule,
            subject: alert.subject,
            first: alert.first,
            last: alert.last
        )
        switch rule.source {
        case .rule:
            return try store.matches(hits, limit: evidenceLimit)
                + store.matches(hits, limit: 1, newestFirst: true)
        case .correlation:
            let events = Set(try store.firings(hits).flatMap(\.events)).sorted()
            return Array(events.prefix(evidenceLimit) + events.suffix(1))
        }
    }

    /// Reads raw records and keeps them: evidence outlives the logs.
    private func read(
        _ missing: [(alert: Int64, key: EventKey)],
        _ reader: RawRecordReader
    ) throws {
        let keys = Array(Set(missing.map(\.key)))
        let events = try store.events(keys)
        let found = keys.filter { events[$0] != nil }
        let records = try reader.records(of: found.compactMap { events[$0] })
        let byKey = Dictionary(uniqueKeysWithValues: zip(found, records))
        for (alert, key) in missing {
            let evidence =
                switch byKey[key] {
                case .success(let event): AlertEvidence(event: key, raw: event.blankedJSON)
                case .failure(let problem):
                    AlertEvidence(event: key, raw: nil, whyMissing: problem.description)
                case nil: AlertEvidence(event: key, raw: nil, whyMissing: "not in the index")
                }
            try store.add(evidence, to: alert)
        }
    }
}
