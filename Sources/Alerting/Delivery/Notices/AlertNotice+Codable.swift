import Detection
import Foundation

/// The JSON of a notice, as the outbox keeps it and the webhook sends it.
///
/// Names and meanings are those of <doc:Delivery>. They stay; new ones may be added.
extension AlertNotice: Codable {
    /// The number of the form; it changes when a member changes its meaning or goes.
    public static let version = 1

    private enum CodingKeys: String, CodingKey {
        case version, id, alert, key, kind, title, level, rule, ruleID, reason, basis, first, last,
            count
        case facts, evidence, covered, response, references, control
    }

    /// Reads a notice; what later versions add is ignored, and what may be empty may be missing.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let version = try values.decodeIfPresent(Int.self, forKey: .version) ?? Self.version
        let word = try values.decode(String.self, forKey: .level)
        guard version == Self.version, let level = RuleLevel(rawValue: word) else {
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
    public func encode(to encoder: any Encoder) throws {
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
    public func json() throws -> [UInt8] { try NoticeJSON.encode(self) }

    /// Reads a notice from its JSON.
    ///
    /// - parameter json: What ``json()`` made.
    /// - throws: `DecodingError` where it is no notice, or one of a version that is not known.
    public init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }
}
