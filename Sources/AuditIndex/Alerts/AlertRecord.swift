import Basics
import Foundation
import GRDB

/// An alert as the index keeps it.
///
/// Alerts of one rule and subject that are far apart in time are several, under one key.
package struct AlertRecord: Sendable, Hashable {
    /// Who put an alert into its state, when and why.
    package struct Decision: Sendable, Hashable {
        /// Until when it holds, in seconds since 1970; nil without end.
        package var until: Int64?
        /// Who.
        package var by: String?
        /// Why.
        package var why: String?
        /// When, in seconds since 1970.
        package var at: Int64

        package init(until: Int64? = nil, by: String? = nil, why: String? = nil, at: Int64) {
            self.until = until
            self.by = by
            self.why = why
            self.at = at
        }
    }

    /// What people were last notified of.
    package struct Notified: Sendable, Hashable {
        /// When, in seconds since 1970.
        package var at: Int64
        /// The level.
        package var level: String
        /// The entities.
        package var entities: [String]
        /// The time of the latest hit.
        package var last: Int64

        package init(at: Int64, level: String, entities: [String], last: Int64) {
            self.at = at
            self.level = level
            self.entities = entities
            self.last = last
        }
    }

    /// A field of what it is about, and how that is known.
    package struct Fact: Sendable, Hashable, Decodable {
        /// The field.
        package var name: String
        /// Its value, or several as one text.
        package var value: String
        /// `observed`, `declared` or `guessed`.
        package var provenance: String

        package init(name: String, value: String, provenance: String) {
            self.name = name
            self.value = value
            self.provenance = provenance
        }

        fileprivate var json: String {
            JSONText.object([
                "name": JSONText.quoted(name, .canonical),
                "provenance": JSONText.quoted(provenance, .canonical),
                "value": JSONText.quoted(value, .canonical),
            ])
        }
    }

    /// Its number; 0 before it has one.
    package var id: Int64 = 0
    /// The same for all alerts of a rule and subject, even when the rule is reworded.
    package var key: String
    /// The rule's number in the index.
    package var rule: Int64
    /// The subject's number in the index.
    package var subject: Int64
    /// The time of the first hit, in seconds since 1970: of a correlation, when it first held.
    package var first: Int64
    /// The time of the first event that it is about, which people see as its first.
    package var began: Int64
    /// The time of the latest hit.
    package var last: Int64
    /// How many hits there are, those on a second record of a call included.
    package var count: Int = 0
    /// How many of its events are second records of a call, which another account has.
    package var twins: Int = 0
    /// How many calls it is about.
    package var calls: Int { count - twins }
    /// How serious it is.
    package var level: String = ""
    /// One line with the facts in it.
    package var title: String = ""
    /// Why it was raised.
    package var reason: String = ""
    /// `observed`, `declared` or `guessed`: its least certain fact.
    package var basis: String = "observed"
    /// What is known.
    package var facts: [Fact] = []
    /// The principals, secrets and addresses in it, see ``AlertEntity``.
    package var entities: [String] = []
    /// What to do, with its own values filled in.
    package var response: String = ""
    /// Whether its rule is experimental, so that nobody is notified.
    package var isStaged = false
    /// The alert whose notice has all of its events; nil where there is none.
    package var coveredBy: Int64?
    /// What people decided about it.
    package var state = AlertState.open
    /// Who decided that, and why.
    package var decision: Decision?
    /// When it was raised, in seconds since 1970.
    package var created: Int64 = 0
    /// What people were last notified of.
    package var notified: Notified?
    /// Whether it has changed since notices were last written.
    package var isPending = true

    package init(key: String, rule: Int64, subject: Int64, first: Int64, last: Int64) {
        self.key = key
        self.rule = rule
        self.subject = subject
        self.first = first
        self.last = last
        began = first
    }
}

/// The little that a summary says of an alert, of which there may be thousands.
package struct AlertHeadline: Sendable, Hashable {
    /// Its number.
    package let id: Int64
    /// How serious it is.
    package let level: String
    /// One line with the facts in it.
    package let title: String
    /// The principals, secrets and addresses in it, see ``AlertEntity``.
    package let entities: [String]
    /// The time of the first event that it is about, in seconds since 1970.
    package let began: Int64
    /// The time of the latest hit.
    package let last: Int64
    /// The alert whose notice has all of its events; nil where there is none.
    package let coveredBy: Int64?

    package init(_ alert: AlertRecord) {
        (id, level, title) = (alert.id, alert.level, alert.title)
        (entities, began, last) = (alert.entities, alert.began, alert.last)
        coveredBy = alert.coveredBy
    }

    /// Reads a row of these columns, in their order.
    init(_ row: Row) {
        (id, level, title) = (row[0], row[1], row[2])
        (entities, began, last) = (AlertRecord.decoded(row[3]) ?? [], row[4], row[5])
        coveredBy = row[6]
    }
}

/// Who and what takes part in an alert, each as a text with its kind before it: `principal NAME`,
/// `secret NAME`, `address ADDRESS`.
package enum AlertEntity: String, CaseIterable, Sendable {
    case principal, secret, address

    /// The most of a kind that an alert remembers.
    package static let limit = 200

    /// An entity of this kind.
    package func named(_ name: String) -> String { "\(rawValue) \(name)" }

    /// The names of this kind among some entities.
    package func names(in entities: [String]) -> [String] {
        entities.filter { $0.hasPrefix(rawValue + " ") }.map {
            String($0.dropFirst(rawValue.count + 1))
        }
    }

    /// Each once, and so many of each kind that a flood of one does not crowd the others out.
    package static func limited(_ entities: [String]) -> [String] {
        let sorted = Set(entities).sorted()
        return allCases.flatMap { kind in
            sorted.filter { $0.hasPrefix(kind.rawValue + " ") }.prefix(limit)
        }
    }
}

/// What people decided about an alert.
package enum AlertState: String, CaseIterable, Hashable, Sendable {
    /// Nothing yet.
    case open
    /// Somebody is on it: people are notified again only if it grows.
    case acknowledged
    /// Nobody is notified until a time.
    case muted
    /// It is over; new hits open it again.
    case closed
    /// Its events turned out otherwise, such as when logs came late.
    case withdrawn
}

extension AlertRecord {
    /// The columns that ``init(_:isBrief:)`` reads, in its order: finding them by name takes longer
    /// than reading them.
    static let columns = [
        "id", "key", "rule", "subject", "first", "last", "count", "level", "staged",
        "covered_by", "state", "state_until", "state_by", "state_why", "state_at", "created",
        "notified", "notified_level", "notified_last", "pending", "notified_entities", "title",
        "reason", "basis",
        "facts", "entities", "began", "response", "twins",
    ].map { "alert.\($0)" }.joined(separator: ", ")

    /// Reads a row that begins with ``columns``.
    ///
    /// - parameter isBrief: Whether texts, facts and entities are left out, which are expensive
    ///   to read.
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
            notified = Notified(at: at, level: row[17] ?? "", entities: [], last: row[18] ?? 0)
        }
        isPending = row[19]
        began = row[26]
        twins = row[28]
        guard !isBrief else { return }
        notified?.entities = Self.decoded(row[20] ?? "[]") ?? []
        title = row[21]
        reason = row[22]
        basis = row[23]
        facts = Self.decoded(row[24]) ?? []
        entities = Self.decoded(row[25]) ?? []
        response = row[27]
    }

    /// The columns and their values, without the id.
    var values: [(column: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("key", key), ("rule", rule), ("subject", subject), ("first", first), ("last", last),
            ("count", count), ("staged", isStaged), ("covered_by", coveredBy),
            ("state", state.rawValue), ("state_until", decision?.until),
            ("state_by", decision?.by), ("state_why", decision?.why),
            ("state_at", decision?.at), ("created", created), ("notified", notified?.at),
            ("notified_level", notified?.level),
            ("notified_entities", notified.map { JSONText.array($0.entities) }),
            ("notified_last", notified?.last), ("pending", isPending),
        ] + description
    }

    /// The columns of what is said about it, and their values.
    var description: [(column: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("level", level), ("title", title), ("reason", reason), ("basis", basis),
            ("facts", JSONText.array(of: facts.map(\.json))),
            ("entities", JSONText.array(entities)), ("began", began), ("response", response),
            ("twins", twins),
        ]
    }

    fileprivate static func decoded<Value: Decodable>(_ text: String) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
