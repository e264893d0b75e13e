import Basics
import Foundation

/// What people are told about an alert: one message, which is the same on every channel.
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
///     rule: "Production secret read by somebody who is not declared",
///     reason: "web-prod-instance is none of the secret's readers",
///     first: 1_772_848_421,
///     last: 1_772_848_421,
///     count: 1
/// )
/// print(try notice.json())
/// ```
///
/// Most of it comes from logs, and so from whoever wrote into them. It is kept here as it is;
/// each channel makes it harmless in its own way.
package struct AlertNotice: Hashable, Sendable {
    /// The number of the message in the outbox; no two messages have the same.
    package var id: Int64
    /// The number of the alert, which `audit alerts show` takes; nil of a test.
    package var alert: Int64?
    /// What all messages about one alert have in common, for example 32 hexadecimal digits.
    package var key: String
    /// What has happened to the alert.
    package var kind: Kind
    /// The alert in one line.
    package var title: String
    /// How serious it is.
    package var level: Severity
    /// The title of the rule.
    package var rule: String
    /// The `id` of the rule, where it has one.
    package var ruleID: String?
    /// Why it is one, in a sentence or two.
    package var reason: String
    /// What it rests on.
    package var basis: Basis
    /// When its first event happened, in seconds since 1970.
    package var first: Int64
    /// When its latest event happened, in seconds since 1970.
    package var last: Int64
    /// How many events it has.
    package var count: Int
    /// Account, region, principal, address, secret and the like, the important ones first.
    package var facts: [Fact]
    /// Some of its events, the first ones first.
    package var evidence: [Evidence]
    /// The titles of other alerts, all of whose events are among those of this one or of others.
    package var covered: [String]
    /// What to do, one step a line.
    package var response: String
    /// Where to read on.
    package var references: [String]
    /// The control that it is about, for example `rotation`.
    package var control: String?

    /// Makes a notice.
    ///
    /// - parameters:
    ///   - id: The number of the message in the outbox.
    ///   - alert: The number of the alert.
    ///   - key: What all messages about the alert have in common.
    ///   - kind: What has happened.
    ///   - title: The alert in one line.
    ///   - level: How serious it is.
    ///   - rule: The title of the rule.
    ///   - ruleID: The `id` of the rule.
    ///   - reason: Why it is one.
    ///   - basis: What it rests on.
    ///   - first: The time of its first event, in seconds since 1970.
    ///   - last: The time of its latest event, in seconds since 1970.
    ///   - count: How many events it has.
    ///   - facts: Who, where, what.
    ///   - evidence: Some of its events.
    ///   - covered: The titles of other alerts about the same events.
    ///   - response: What to do.
    ///   - references: Where to read on.
    ///   - control: The control that it is about.
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
        control: String? = nil
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
    }
}

extension AlertNotice {
    /// What has happened to the alert.
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        /// It is new.
        case opened
        /// It has more events than when it was last told.
        case grew
        /// It still goes on.
        case reminder
        /// It is over.
        case resolved
        /// Nothing: somebody tries whether the channel works.
        case test
    }

    /// What an alert rests on: the records alone, what `audit.yaml` declares, or what was guessed
    /// from names.
    package struct Basis: Codable, Hashable, Sendable {
        /// Where the facts come from.
        package var kind: Kind
        /// What was declared or guessed, one line each.
        package var lines: [String]

        /// Makes a basis.
        ///
        /// - parameters:
        ///   - kind: Where the facts come from.
        ///   - lines: What was declared or guessed, one line each.
        package init(kind: Kind, lines: [String] = []) {
            self.kind = kind
            self.lines = lines
        }

        /// Where facts come from.
        package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
            case observed, declared, guessed
        }
    }

    /// One thing that is known of the alert: `principal`, `web-prod-instance`.
    package struct Fact: Codable, Hashable, Sendable {
        /// What it is: `account`, `region`, `principal`, `address`, `secret`.
        package var name: String
        /// Its value, as the log has it.
        package var value: String

        /// Makes a fact.
        ///
        /// - parameters:
        ///   - name: What it is.
        ///   - value: Its value.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One event of the alert.
    package struct Evidence: Codable, Hashable, Sendable {
        /// The event's id, which `audit show` takes.
        package var eventID: String
        /// When it happened, in seconds since 1970.
        package var time: Int64
        /// The event in one line.
        package var text: String

        /// Makes a piece of evidence.
        ///
        /// - parameters:
        ///   - eventID: The event's id.
        ///   - time: When it happened, in seconds since 1970.
        ///   - text: The event in one line.
        package init(eventID: String, time: Int64, text: String) {
            self.eventID = eventID
            self.time = time
            self.text = text
        }
    }
}

/// The JSON of a notice, as the outbox keeps it and the webhook sends it.
///
/// Names and meanings are those of <doc:Delivery>. They stay; new ones may be added.
extension AlertNotice: Codable {
    /// The number of the form; it changes when a member changes its meaning or goes.
    package static let version = 1

    private enum CodingKeys: String, CodingKey {
        case version, id, alert, key, kind, title, level, rule, ruleID, reason, basis, first, last,
            count
        case facts, evidence, covered, response, references, control
    }

    /// Reads a notice; what later versions add is ignored, and what may be empty may be missing.
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
            control: try values.decodeIfPresent(String.self, forKey: .control)
        )
    }

    /// Writes a notice.
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
    }

    /// The notice as JSON on one line, the same bytes for the same notice.
    package func json() throws -> [UInt8] { try NoticeJSON.encode(self) }

    /// Reads a notice from its JSON.
    ///
    /// - parameter json: What ``json()`` made.
    /// - throws: `DecodingError` where it is no notice, or one of a version that is not known.
    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }
}
