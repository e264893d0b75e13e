import Basics
import CloudTrail
import GRDB
import SecurityArchitecture

extension AuditDatabase {
    /// Calls `body` with the events that pass a filter, until it returns false.
    ///
    /// For example:
    ///
    /// ```swift
    /// let denied = EventFilter(conditions: [.init(.flags(.denied))])
    /// try index.search(denied, newestFirst: true) { event in
    ///     print(event.time, event.principal ?? "-", event.name ?? "-")
    ///     return true
    /// }
    /// ```
    ///
    /// - parameters:
    ///   - filter: Which events.
    ///   - newestFirst: The order of time.
    ///   - architecture: What says ``IndexedEvent/targetEnvironment`` and
    ///     ``IndexedEvent/principalKind``; nil leaves them unknown.
    ///   - body: Takes an event, and says whether to go on.
    /// - note: `body` runs within a database access; it must not ask the index anything itself.
    /// - Complexity: O(n) in the events of the hours in which each condition holds for some
    ///   event; about 6 million rows a second.
    package func search(
        _ filter: EventFilter,
        newestFirst: Bool,
        evaluatedBy architecture: Architecture? = nil,
        _ body: (IndexedEvent) throws -> Bool
    ) throws {
        try read { db in
            let texts = TextReader(db)
            let scan = try EventScan(filter, db)
            guard let environments = try architecture.map(scan.environments) else {
                try scan.forEach(TextReader.columns, newestFirst: newestFirst) {
                    try body(texts.event($0))
                }
                return
            }
            let columns = "\(TextReader.columns), \(environments.position)"
            let kinds = PrincipalKinds(architecture)
            try scan.forEach(columns, newestFirst: newestFirst) { row in
                var event = try texts.event(row)
                event.targetEnvironment = environments.fact(at: row[TextReader.columnCount])
                event.principalKind = kinds?.kind(of: event)?.rawValue
                return try body(event)
            }
        }
    }

    /// The number of events that pass a filter.
    ///
    /// - Complexity: That of ``search(_:newestFirst:_:)``; where the conditions are about callers,
    ///   calls and errors only, O(n) in the rows of `activity` and the events of two days.
    package func count(_ filter: EventFilter) throws -> Int {
        try read { db in
            try EventScan(filter, db).count()
        }
    }

    /// How often each text comes among the events that pass a filter, the most frequent first.
    ///
    /// - parameter field: What is counted.
    /// - returns: Texts and counts; nil stands for events without such a text.
    package func top(
        _ field: EventFilter.Condition.Subject,
        _ filter: EventFilter
    ) throws -> [(text: String?, count: Int)] {
        try read { db in
            let scan = try EventScan(filter, db)
            let texts = TextReader(db)
            if case .person = field, try People.areInSessions(db) {
                let counts = try scan.counts(of: .principal, and: .session)
                var named: [String?: Int] = [:]
                for (numbers, count) in counts {
                    named[try texts.person(numbers.0, session: numbers.1), default: 0] += count
                }
                return Self.ranked(named)
            }
            let counts = try scan.counts(of: field.kind)
            var named: [String?: Int] = [:]
            for (number, count) in counts {
                if field.kind == .resource {
                    // An event counts for each of its resources.
                    for other in try texts.others(number) { named[other, default: 0] += count }
                }
                let text: String? =
                    switch field {
                    case .text(.principal): try texts.principalText(number)
                    case .text(.action): try texts.action(number).map { "\($0.service) \($0.name)" }
                    case .text(let kind): try texts.text(kind, number)
                    case .service: try texts.action(number)?.service
                    case .name: try texts.action(number)?.name
                    case .role: try texts.principalRole(number)
                    case .person, .caller: try texts.principalPerson(number)
                    }
                named[text.flatMap { $0.isEmpty ? nil : $0 }, default: 0] += count
            }
            return Self.ranked(named)
        }
    }

    /// How many of the events that pass a filter are about each environment, most first.
    ///
    /// - parameters:
    ///   - filter: Which events.
    ///   - architecture: What says the environments.
    /// - returns: Names and counts; nil stands for events of no environment that is known.
    package func topEnvironments(
        _ filter: EventFilter,
        evaluatedBy architecture: Architecture
    ) throws -> [(text: String?, count: Int)] {
        try read { db in
            let scan = try EventScan(filter, db)
            let counts = try scan.counts(of: scan.environments(architecture))
            // A name may be declared of one thing and guessed of another.
            return Self.ranked(
                counts.reduce(into: [:]) { $0[$1.key?.name, default: 0] += $1.value }
            )
        }
    }

    /// Texts by how often they come, the most frequent first.
    package static func ranked(_ counts: [String?: Int]) -> [(text: String?, count: Int)] {
        counts.map { (text: $0.key, count: $0.value) }.sorted {
            $0.count != $1.count ? $0.count > $1.count : ($0.text ?? "") < ($1.text ?? "")
        }
    }
}

/// An event as the index has it, its texts looked up.
package struct IndexedEvent: Sendable {
    /// When it happened.
    package var time: EventTime
    /// Its id; content stands in where the record has none.
    package var identifier: EventIdentifier
    /// What tells it from others under the same id.
    package var content: Int64
    /// Its flags.
    package var flags: EventFlags
    /// `eventSource`.
    package var service: String?
    /// `eventName`.
    package var name: String?
    /// Whom baselines rest on.
    package var principal: String?
    /// What the record says that the principal is: a user, a role, an instance.
    package var principalType: String?
    /// The role behind the principal.
    package var role: String?
    /// The person who acted, where that is known.
    package var person: String?
    /// The other texts, by ``TextKind``.
    var texts: [String?]
    /// What the call is about beside its main resource.
    package var otherResources: [String] = []
    /// The file, by its number in the ledger.
    package var source: Int64
    /// Where the raw record is in the file's inflated bytes.
    package var location: RecordLocation
    /// The environment of what it is about, where a search was asked for it.
    package var targetEnvironment: EnvironmentFact?
    /// What the caller is by the declaration, where a search was asked for it.
    package var principalKind: String?

    /// The principal as the dictionary has it.
    package var indexedPrincipal: IndexedPrincipal? {
        principal.map {
            IndexedPrincipal(text: $0, type: principalType ?? "unknown", role: role, person: person)
        }
    }

    /// What the call is about, the main one first.
    package var resources: [String] { (self[.resource].map { [$0] } ?? []) + otherResources }

    /// One of the texts.
    package subscript(kind: TextKind) -> String? { texts[kind.rawValue] }

    /// The record's `errorCode`: a failure may have none.
    package var errorCode: String? {
        self[.error].flatMap { $0 == EventText.failureWithoutCode ? nil : $0 }
    }
}

/// What callers are by the declaration, each found out once.
package final class PrincipalKinds {
    private static let bound = 50_000

    private let classifier: Classifier
    private var known: [IndexedPrincipal: PrincipalFacts] = [:]

    package init?(_ architecture: Architecture?) {
        guard let architecture else { return nil }
        classifier = Classifier(architecture)
    }

    /// The same that rules see of the event as `audit.principal.kind`.
    package func kind(of event: IndexedEvent) -> PrincipalFacts.Kind? {
        guard let principal = event.indexedPrincipal else { return nil }
        let facts = known[principal] ?? classifier.facts(of: principal.identity())
        if known.count >= Self.bound { known = [:] }
        known[principal] = facts
        return classifier.kind(of: facts, isInConsole: event.isInConsole)
    }
}

extension IndexedEvent {
    /// Whether the call was made in the web console; see `Event.isInConsole`.
    fileprivate var isInConsole: Bool {
        flags.contains(.console) || service == "signin.amazonaws.com"
    }
}
