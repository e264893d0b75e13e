import Basics
import GRDB

/// What was done with one key of a session: calls of one kind, from one address, with one outcome.
package struct SessionUse: Hashable, Sendable {
    /// The ARN of the session; nil for a user's own key.
    package var session: String?
    /// The key; nil for calls that services made for the session.
    package var accessKey: String?
    /// Who called: a role, a user, an instance.
    package var principal: IndexedPrincipal
    /// The service that was called.
    package var eventSource: String
    /// The name of the call.
    package var eventName: String
    /// How the calls ended, and whether services or the console made them: `failed`, `denied`,
    /// `forwarded`, `console`.
    package var flags: EventFlags
    /// `sourceIPAddress`.
    package var address: String?
    /// How many calls there were.
    package var count: Int
    /// The first of them.
    package var first: EventTime
    /// The last of them.
    package var last: EventTime
}

extension AuditDatabase {
    /// Whose use is asked for.
    package enum UseQuery: Sendable {
        /// What was done with a key.
        case key(String)
        /// What was done in the session with an ARN, with all its keys and by services for it.
        case session(String)
        /// What was done in sessions of some principals.
        case principals([IndexedPrincipal])
    }

    /// What was done in sessions and with keys, by the time of the first call.
    ///
    /// - parameters:
    ///   - query: By whom.
    ///   - span: Only what was done in these seconds since 1970.
    /// - complexity: O(n) in the events of the hours in which they did anything; about 6 million a
    ///   second. Memory is that of the uses, one for each key, call, outcome and address.
    package func sessionUses(
        _ query: UseQuery,
        in span: Range<Int64>? = nil
    ) throws -> [SessionUse] {
        var filter = EventFilter(conditions: [query.condition])
        filter.since = span?.lowerBound
        filter.until = span?.upperBound
        return try read { db in
            var uses: [UseKey: UseCount] = [:]
            let columns = "time, session, access_key, principal, action, address, flags"
            try EventScan(filter, db).forEach(columns, newestFirst: false) { row in
                uses[UseKey(row), default: UseCount(row[0])].add(row[0])
                return true
            }
            let texts = TextReader(db)
            return try uses.map { try SessionUse($0, $1, texts) }.sorted {
                ($0.first, $0.eventSource, $0.eventName) < ($1.first, $1.eventSource, $1.eventName)
            }
        }
    }

    /// All principals, by name, whichever people acted as them.
    package func principals() throws -> [IndexedPrincipal] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT DISTINCT text, type, role FROM principal ORDER BY 1, 2, 3"
            )
            .map { IndexedPrincipal(text: $0[0], type: $0[1], role: $0[2]) }
        }
    }

    /// The ARNs of sessions that have a name, such as an instance's id, or are it.
    ///
    /// - complexity: O(n) in the sessions of the index.
    package func sessions(named name: String) throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT text FROM session
                    WHERE text = ?1 OR substr(text, -length(?1) - 1) = '/' || ?1 ORDER BY text
                    """,
                arguments: [name]
            )
        }
    }

    /// Whether the index has seen a key, in use or when it was issued.
    package func knows(accessKey key: String) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM access_key WHERE text = ?1)
                      OR EXISTS (SELECT 1 FROM role_session WHERE issued_key = ?1)
                    """,
                arguments: [key]
            ) ?? false
        }
    }
}

extension AuditDatabase.UseQuery {
    fileprivate var condition: EventFilter.Condition {
        let (kind, names): (TextKind, [String]) =
            switch self {
            case .key(let key): (.accessKey, [key])
            case .session(let arn): (.session, [arn])
            case .principals(let principals): (.principal, principals.map(\.text))
            }
        return EventFilter.Condition(.matches(.text(kind), names.map { .exactly($0) }))
    }
}

/// What the calls of one use have in common, as numbers.
private struct UseKey: Hashable {
    var session: Int64
    var accessKey: Int64
    var principal: Int64
    var action: Int64
    var address: Int64
    var flags: EventFlags
    /// 0, but for calls that services made: they have no key that tells two sessions of one name
    /// apart, and are kept by the hour.
    var hour: Int64

    init(_ row: Row) {
        let all = EventFlags(rawValue: Int32(truncatingIfNeeded: row[6] as Int64))
        flags = all.intersection([.failed, .denied, .forwarded, .console])
        let isForwarded = all.contains(.forwarded)
        session = row[1]
        accessKey = isForwarded ? 0 : row[2]
        principal = row[3]
        action = row[4]
        address = row[5]
        hour = isForwarded ? (row[0] as Int64) / 3_600 : 0
    }
}

/// How often, and from when to when.
private struct UseCount {
    var count = 0
    var first: Int64
    var last: Int64

    init(_ time: Int64) {
        first = time
        last = time
    }

    mutating func add(_ time: Int64) {
        count += 1
        last = time
    }
}

extension SessionUse {
    fileprivate init(_ key: UseKey, _ count: UseCount, _ texts: TextReader) throws {
        let action = try texts.action(key.action)
        self.init(
            session: try texts.text(.session, key.session),
            accessKey: try texts.text(.accessKey, key.accessKey),
            principal: try texts.indexedPrincipal(key.principal)
                ?? IndexedPrincipal(text: "", type: "unknown", role: nil),
            eventSource: action?.service ?? "",
            eventName: action?.name ?? "",
            flags: key.flags,
            address: try texts.text(.address, key.address),
            count: count.count,
            first: EventTime(seconds: count.first),
            last: EventTime(seconds: count.last)
        )
    }
}
