import AuditIndex
import Basics
import CloudTrail
import Dispatch
import Foundation
import Ingestion
import SecurityArchitecture

/// Gives alerts that have changed their evidence and their texts.
///
/// The records of many alerts are read together, each file once and on all cores, and written as
/// they are read. A run that is killed loses nothing: what it had not committed is still marked.
///
/// - complexity: O(n) in the inflated bytes of the files that evidence is in. Memory is some 100
///   bytes for each record wanted, at most a quarter of a million at a time, and a few records.
struct AlertComposition {
    /// Records that are looked for at once.
    private static let lookingFor = 250_000
    /// Alerts whose evidence is planned, or that are composed, at once.
    private static let atOnce = 500
    /// Records, and characters of them, to a transaction.
    private static let (records, characters) = (500, 4_000_000)

    private let index: AuditDatabase
    private let rules: [Int64: AlertRule]
    private let architecture: Architecture
    private let objects: (any ObjectStore)?

    init(
        index: AuditDatabase,
        rules: [AlertRule],
        architecture: Architecture,
        objects: (any ObjectStore)?
    ) {
        self.objects = objects
        self.index = index
        self.rules = Dictionary(
            rules.map { ($0.number, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.architecture = architecture
    }

    /// Composes what has been marked, until nothing is left.
    func run() throws {
        var after: Int64 = 0
        while let last = try gatherEvidence(after: after) {
            try compose(after: after, through: last)
            after = last
        }
    }

    // MARK: - Evidence

    /// Evidence that an alert lacks.
    private struct Wanted {
        var alert: Int64
        var event: EventKey
        var record: RecordKey
    }

    /// Reads the evidence of some alerts behind one with a number.
    ///
    /// - returns: The last of them; nil where there is none.
    private func gatherEvidence(after: Int64) throws -> Int64? {
        var last: Int64?
        var wanted: [Wanted] = []
        while wanted.count < Self.lookingFor {
            let alerts = try index.readAlerts { store in
                try store.uncomposedAlerts(after: last ?? after, limit: Self.atOnce)
            }
            guard let end = alerts.last?.id else { break }
            wanted += try index.evaluate { store in try alerts.flatMap { try plan($0, store) } }
            last = end
        }
        // The same event may be the evidence of several alerts: it is read once.
        wanted.sort { ($0.event, $0.alert) < ($1.event, $1.alert) }
        var keys: [RecordKey] = []
        var starts: [Int] = []
        for index in wanted.indices
        where index == 0 || wanted[index - 1].event != wanted[index].event {
            keys.append(wanted[index].record)
            starts.append(index)
        }
        var waiting: [(Range<Int>, AlertEvidence)] = []
        var size = 0
        func write() throws {
            try index.evaluate { store in
                for (range, evidence) in waiting {
                    for item in wanted[range] { try store.add(evidence, to: item.alert) }
                }
            }
            waiting.removeAll(keepingCapacity: true)
            size = 0
        }
        try RawRecordReader(index: index, objects: objects).forEachRecord(of: keys, as: Record.init)
        {
            position,
            result in
            let end = position + 1 < starts.count ? starts[position + 1] : wanted.count
            let range = starts[position]..<end
            var evidence = AlertEvidence(event: wanted[range.lowerBound].event, raw: nil)
            switch result {
            case .success(let record):
                (evidence.raw, evidence.sharedID) = (record.text, record.sharedID)
            case .failure(let problem): evidence.whyMissing = problem.description
            }
            size += (evidence.raw?.utf8.count ?? 0) * range.count
            waiting.append((range, evidence))
            if waiting.count >= Self.records || size >= Self.characters { try write() }
        }
        try write()
        return last
    }

    /// What is kept of a record.
    private struct Record: Sendable {
        var text: String
        var sharedID: String?

        init(_ event: Event) {
            text = event.blankedJSON
            sharedID = event.text(.sharedEventID)
        }
    }

    /// Takes away what is no evidence of an alert any more.
    ///
    /// - returns: What it lacks.
    private func plan(_ alert: AlertRecord, _ store: AlertStore) throws -> [Wanted] {
        guard let rule = rules[alert.rule] else { return [] }
        let wanted = Set(try evidence(of: alert, rule, store))
        let present = Set(try store.evidenceKeys(alert.id))
        for key in present.subtracting(wanted) { try store.remove(key, from: alert.id) }
        return try wanted.subtracting(present).compactMap { key in
            guard let record = try store.recordKey(key) else {
                try store.add(
                    AlertEvidence(event: key, raw: nil, whyMissing: "not in the index"),
                    to: alert.id
                )
                return nil
            }
            return Wanted(alert: alert.id, event: key, record: record)
        }
    }

    /// The events that show what an alert is about: the first ones, and the latest.
    private func evidence(
        of alert: AlertRecord,
        _ rule: AlertRule,
        _ store: AlertStore
    ) throws -> [EventKey] {
        let limit = (rule.header.level ?? .medium) >= .medium ? 20 : 3
        let hits = PendingSubject(
            rule: alert.rule,
            subject: alert.subject,
            first: alert.first,
            last: alert.last
        )
        switch rule.source {
        case .rule:
            return try store.matches(hits, limit: limit)
                + store.matches(hits, limit: 1, newestFirst: true)
        case .correlation:
            let events = Set(try store.firings(hits).flatMap(\.events)).sorted()
            return Array(events.prefix(limit) + events.suffix(1))
        }
    }

    // MARK: - Texts

    /// Composes the alerts between two numbers on all cores.
    private func compose(after: Int64, through last: Int64) throws {
        let jobs = ProcessInfo.processInfo.activeProcessorCount
        var after = after
        while true {
            let alerts = try index.readAlerts { store in
                try store.uncomposedAlerts(after: after, limit: Self.atOnce * jobs)
                    .filter { $0.id <= last }
            }
            guard let end = alerts.last?.id else { return }
            let share = (alerts.count + jobs - 1) / jobs
            let composed = Locked<[Result<[AlertRecord], any Error>]>([])
            DispatchQueue.concurrentPerform(iterations: jobs) { number in
                let some = alerts.dropFirst(number * share).prefix(share)
                guard !some.isEmpty else { return }
                let result = Result { try index.readAlerts { try compose(some, $0) } }
                composed.withLock { $0.append(result) }
            }
            let results = composed.withLock { $0 }
            try index.evaluate { store in
                for result in results {
                    for alert in try result.get() { try store.saveDescription(of: alert) }
                }
                // Of a rule that there is no more, all has been said.
                for alert in alerts where rules[alert.rule] == nil {
                    try store.forgetUncomposed(alert.id)
                }
            }
            after = end
        }
    }

    private func compose(
        _ alerts: some Sequence<AlertRecord>,
        _ store: AlertStore
    ) throws -> [AlertRecord] {
        let classifier = Classifier(architecture)
        return try alerts.compactMap { alert in
            try rules[alert.rule].map { rule in
                try AlertComposer(rule: rule, store: store).composed(alert, classifier)
            }
        }
    }
}
