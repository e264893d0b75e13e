import Foundation
import GRDB

extension AlertRecord {
    /// Reads a row.
    ///
    /// - parameter isBrief: Whether facts and entities are left out, which are dear to read.
    init(_ row: Row, isBrief: Bool = false) {
        self.init(
            key: row["key"],
            rule: row["rule"],
            subject: row["subject"],
            first: row["first"],
            last: row["last"]
        )
        id = row["id"]
        count = row["count"]
        level = row["level"]
        title = row["title"]
        reason = row["reason"]
        basis = row["basis"]
        if !isBrief {
            facts = Self.decoded(row["facts"]) ?? []
            entities = Self.decoded(row["entities"]) ?? []
        }
        isStaged = row["staged"]
        coveredBy = row["covered_by"]
        state = AlertState(rawValue: row["state"]) ?? .open
        if let at = row["state_at"] as Int64? {
            decision = Decision(
                until: row["state_until"],
                by: row["state_by"],
                why: row["state_why"],
                at: at
            )
        }
        created = row["created"]
        if let at = row["told"] as Int64? {
            told = Told(
                at: at,
                level: row["told_level"] ?? "",
                entities: isBrief ? [] : Self.decoded(row["told_entities"] ?? "[]") ?? [],
                last: row["told_last"] ?? 0
            )
        }
        isPending = row["pending"]
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
