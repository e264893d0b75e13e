import Foundation
import GRDB

extension AlertRecord {
    /// The columns that ``init(_:isBrief:)`` reads, in its order: finding them by name takes longer
    /// than reading them.
    static let columns = [
        "id", "key", "rule", "subject", "first", "last", "count", "level", "staged",
        "covered_by", "state", "state_until", "state_by", "state_why", "state_at", "created",
        "told", "told_level", "told_last", "pending", "told_entities", "title", "reason", "basis",
        "facts", "entities",
    ].map { "alert.\($0)" }.joined(separator: ", ")

    /// Reads a row that begins with ``columns``.
    ///
    /// - parameter isBrief: Whether texts, facts and entities are left out, which are dear to read.
    init(_ row: Row, isBrief: Bool = false) {
        self.init(key: row[1], rule: row[2], subject: row[3], first: row[4], last: row[5])
        id = row[0]
        count = row[6]
        level = row[7]
        isStaged = row[8]
        coveredBy = row[9]
        state = AlertState(rawValue: row[10]) ?? .open
        if let at = row[14] as Int64? {
            decision = Decision(until: row[11], by: row[12], why: row[13], at: at)
        }
        created = row[15]
        if let at = row[16] as Int64? {
            told = Told(at: at, level: row[17] ?? "", entities: [], last: row[18] ?? 0)
        }
        isPending = row[19]
        guard !isBrief else { return }
        told?.entities = Self.decoded(row[20] ?? "[]") ?? []
        title = row[21]
        reason = row[22]
        basis = row[23]
        facts = Self.decoded(row[24]) ?? []
        entities = Self.decoded(row[25]) ?? []
    }

    /// The columns and their values, without the id.
    var values: [(column: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("rule", rule), ("subject", subject), ("first", first), ("last", last),
            ("count", count), ("level", level), ("title", title), ("reason", reason),
            ("basis", basis), ("facts", Self.encoded(facts)),
            ("entities", Self.encoded(entities)), ("staged", isStaged), ("covered_by", coveredBy),
            ("state", state.rawValue), ("state_until", decision?.until),
            ("state_by", decision?.by), ("state_why", decision?.why),
            ("state_at", decision?.at), ("created", created), ("told", told?.at),
            ("told_level", told?.level), ("told_entities", told.map { Self.encoded($0.entities) }),
            ("told_last", told?.last), ("pending", isPending),
        ]
    }

    private static func decoded<Value: Decodable>(_ text: String) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    private static func encoded(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }
}
