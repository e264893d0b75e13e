import CloudTrail
import GRDB

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
    /// - note: `body` runs within a database access; it must not ask the index anything itself.
    /// - Complexity: O(n) in the events of the hours in which each condition holds for some
    ///   event; about 6 million rows a second.
    public func search(
        _ filter: EventFilter,
        newestFirst: Bool,
        _ body: (IndexedEvent) throws -> Bool
    ) throws {
        try read { db in
            let texts = TextReader(db)
            try EventScan(filter, db).forEach(TextReader.columns, newestFirst: newestFirst) {
                try body(texts.event($0))
            }
        }
    }

    /// The number of events that pass a filter.
    ///
    /// - Complexity: That of ``search(_:newestFirst:_:)``; where the conditions are about callers,
    ///   calls and errors only, O(n) in the rows of `activity` and the events of two days.
    public func count(_ filter: EventFilter) throws -> Int {
        try read { db in
            try EventScan(filter, db).count()
        }
    }

    /// How often each text comes among the events that pass a filter, the most frequent first.
    ///
    /// - parameter field: What is counted.
    /// - returns: Texts and counts; nil stands for events without such a text.
    public func top(
        _ field: EventFilter.Condition.Subject,
        _ filter: EventFilter
    ) throws -> [(text: String?, count: Int)] {
        try read { db in
            let counts = try EventScan(filter, db).counts(of: field.kind)
            let texts = TextReader(db)
            var named: [String?: Int] = [:]
            for (number, count) in counts {
                let text: String? =
                    switch field {
                    case .text(.principal): try texts.principalText(number)
                    case .text(.action): try texts.action(number).map { "\($0.service) \($0.name)" }
                    case .text(let kind): try texts.text(kind, number)
                    case .service: try texts.action(number)?.service
                    case .name: try texts.action(number)?.name
                    case .role: try texts.principalRole(number)
                    }
                named[text.flatMap { $0.isEmpty ? nil : $0 }, default: 0] += count
            }
            return named.map { (text: $0.key, count: $0.value) }.sorted {
                $0.count != $1.count ? $0.count > $1.count : ($0.text ?? "") < ($1.text ?? "")
            }
        }
    }
}
