import AuditTestSupport
import GRDB

@testable import AuditIndex

extension AuditDatabase {
    /// A new index in a folder.
    static func make(in folder: TemporaryFolder) throws -> AuditDatabase {
        try openForWriting(folder.path("audit.db"))
    }

    /// Writes one batch.
    func write(_ batch: IndexBatch) throws { try write { try $0.write(batch) } }

    /// The rows that a statement gives, each value as SQL writes it.
    func rows(_ sql: String) throws -> [[String]] {
        try read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map(\.description)
            }
        }
    }

    /// The one number that a statement gives.
    func number(_ sql: String) throws -> Int {
        try read { db in try Int.fetchOne(db, sql: sql) ?? 0 }
    }

    /// The events that pass a filter.
    func events(_ filter: EventFilter = EventFilter(), newestFirst: Bool = false) throws
        -> [IndexedEvent]
    {
        var events: [IndexedEvent] = []
        try search(filter, newestFirst: newestFirst) { event in
            events.append(event)
            return true
        }
        return events
    }
}
