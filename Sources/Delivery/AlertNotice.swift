import Basics
import Foundation

/// A notification about an alert, the same on every channel.
///
/// For example:
///
/// ```swift
/// let notice = AlertNotice(
///     id: 42,
///     key: "8f14e45fceea167a5a36dedd4bea2543",
///     kind: .opened,
///     title: "web-prod-instance read secret prod/orders/mongodb from 45.83.64.11",
///     level: .high,
///     rule: "Production secret read by an undeclared principal",
///     reason: "web-prod-instance is not a declared reader of the secret",
///     first: 1_772_848_421,
///     last: 1_772_848_421,
///     count: 1
/// )
/// print(try notice.json())
/// ```
///
/// Most of it comes from logs, and so may come from an attacker. It is kept as it is; each channel
/// escapes it in its own way.
package struct AlertNotice: Hashable, Sendable {
    /// The number of the message in the outbox; no two messages have the same.
    package var id: Int64
    /// The number of the alert, which `audit alerts show` takes; nil for a test.
    package var alert: Int64?
    /// The same in all messages about one alert, for example 32 hexadecimal digits.
    package var key: String
    package var kind: Kind
    package var title: String
    package var level: Severity
    package var rule: String
    package var ruleID: String?
    /// Why it is an alert, in a sentence or two.
    package var reason: String
    /// How its facts are known.
    package var basis: Basis
    /// When its first event happened, in seconds since 1970.
    package var first: Int64
    /// When its latest event happened, in seconds since 1970.
    package var last: Int64
    package var count: Int
    /// Account, region, principal, address, secret and the like, most important first.
    package var facts: [Fact]
    /// Some of its events, oldest first.
    package var evidence: [Evidence]
    /// The titles of alerts that this one and others cover: all their events are among theirs.
    package var covered: [String]
    /// What to do, one step per line.
    package var response: String
    package var references: [String]
    /// For example `rotation`.
    package var control: String?
    /// The techniques of MITRE ATT&CK that the rule is about.
    package var techniques: [Technique]

    package init(
        id: Int64,
        alert: Int64? = nil,
        key: String,
        kind: Kind,
        title: String,
        level: Severity,
        rule: String,
        ruleID: String? = nil,
        reason: String,
        basis: Basis = Basis(kind: .declared),
        first: Int64,
        last: Int64,
        count: Int,
        facts: [Fact] = [],
        evidence: [Evidence] = [],
        covered: [String] = [],
        response: String = "",
        references: [String] = [],
        control: String? = nil,
        techniques: [Technique] = []
    ) {
        self.id = id
        self.alert = alert
        self.key = key
        self.kind = kind
        self.title = title
        self.level = level
        self.rule = rule
        self.ruleID = ruleID
        self.reason = reason
        self.basis = basis
        self.first = first
        self.last = last
        self.count = count
        self.facts = facts
        self.evidence = evidence
        self.covered = covered
        self.response = response
        self.references = references
        self.control = control
        self.techniques = techniques
    }
}

extension AlertNotice {
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        case opened
        /// It has more events than at the last notification.
        case grew
        case reminder
        case resolved
        /// Nothing happened: somebody tests the channel.
        case test
    }

    /// How an alert's facts are known: from the records alone, from declarations in `audit.yaml`,
    /// or by guesses from names.
    package struct Basis: Codable, Hashable, Sendable {
        package var kind: Kind
        /// Each declaration or guess, one line each.
        package var lines: [String]

        package init(kind: Kind, lines: [String] = []) {
            self.kind = kind
            self.lines = lines
        }

        package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
            case observed, declared, guessed
        }
    }

    /// A name and a value: `principal`, `web-prod-instance`.
    package struct Fact: Codable, Hashable, Sendable {
        /// `account`, `region`, `principal`, `address`, `secret` and the like.
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `T1530`, `Data from Cloud Storage`.
    package struct Technique: Codable, Hashable, Sendable {
        package var id: String
        package var name: String?

        package init(_ technique: AttackTechnique) {
            id = technique.id
            name = technique.name
        }

        /// Id and name.
        package var title: String { name.map { "\(id) \($0)" } ?? id }
    }

    package struct Evidence: Codable, Hashable, Sendable {
        /// The event's id, which `audit show` takes.
        package var eventID: String
        /// When it happened, in seconds since 1970.
        package var time: Int64
        package var text: String

        package init(eventID: String, time: Int64, text: String) {
            self.eventID = eventID
            self.time = time
            self.text = text
        }
    }
}

/// The JSON of a notice, as the outbox keeps it and the webhook sends it.
///
/// The guide Alerts and delivery documents its members. They are stable; new ones may be added.
extension AlertNotice: Codable {
    /// Changes when a member changes its meaning or is removed.
    package static let version = 1

    private enum CodingKeys: String, CodingKey {
        case version, id, alert, key, kind, title, level, rule, ruleID, reason, basis, first, last,
            count
        case facts, evidence, covered, response, references, control, techniques
    }

    /// Ignores members that later versions add; those that may be empty may be missing.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version = try values.decodeIfPresent(Int.self, forKey: .version) ?? Self.version
        let word = try values.decode(String.self, forKey: .level)
        guard version == Self.version, let level = Severity(rawValue: word) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "a notice of version \(version) and level \(word)"
                )
            )
        }
        self.init(
            id: try values.decode(Int64.self, forKey: .id),
            alert: try values.decodeIfPresent(Int64.self, forKey: .alert),
            key: try values.decode(String.self, forKey: .key),
            kind: try values.decode(Kind.self, forKey: .kind),
            title: try values.decode(String.self, forKey: .title),
            level: level,
            rule: try values.decode(String.self, forKey: .rule),
            ruleID: try values.decodeIfPresent(String.self, forKey: .ruleID),
            reason: try values.decode(String.self, forKey: .reason),
            basis: try values.decode(Basis.self, forKey: .basis),
            first: try values.decode(Int64.self, forKey: .first),
            last: try values.decode(Int64.self, forKey: .last),
            count: try values.decode(Int.self, forKey: .count),
            facts: try values.decodeIfPresent([Fact].self, forKey: .facts) ?? [],
            evidence: try values.decodeIfPresent([Evidence].self, forKey: .evidence) ?? [],
            covered: try values.decodeIfPresent([String].self, forKey: .covered) ?? [],
            response: try values.decodeIfPresent(String.self, forKey: .response) ?? "",
            references: try values.decodeIfPresent([String].self, forKey: .references) ?? [],
            control: try values.decodeIfPresent(String.self, forKey: .control),
            techniques: try values.decodeIfPresent([Technique].self, forKey: .techniques) ?? []
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.version, forKey: .version)
        try values.encode(id, forKey: .id)
        try values.encodeIfPresent(alert, forKey: .alert)
        try values.encode(key, forKey: .key)
        try values.encode(kind, forKey: .kind)
        try values.encode(title, forKey: .title)
        try values.encode(level.rawValue, forKey: .level)
        try values.encode(rule, forKey: .rule)
        try values.encodeIfPresent(ruleID, forKey: .ruleID)
        try values.encode(reason, forKey: .reason)
        try values.encode(basis, forKey: .basis)
        try values.encode(first, forKey: .first)
        try values.encode(last, forKey: .last)
        try values.encode(count, forKey: .count)
        try values.encode(facts, forKey: .facts)
        try values.encode(evidence, forKey: .evidence)
        try values.encode(covered, forKey: .covered)
        try values.encode(response, forKey: .response)
        try values.encode(references, forKey: .references)
        try values.encodeIfPresent(control, forKey: .control)
        try values.encode(techniques, forKey: .techniques)
    }

    /// The notice as JSON on one line, the same bytes for the same notice.
    package func json() throws -> [UInt8] { try NoticeJSON.encode(self) }

    /// Reads what ``json()`` wrote.
    /// - throws: `DecodingError` where it is not a notice of a known version.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }
}
