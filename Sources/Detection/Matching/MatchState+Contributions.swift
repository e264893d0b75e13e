import CloudTrail
import SecurityArchitecture

/// What an event that rules match gives to alerts and correlations.
public enum RuleContribution: Hashable, Sendable {
    /// A match of the rule at a position of the program, which raises alerts of its own.
    case match(rule: Int)
    /// An event of a correlation: its position in the program, and that of the matched rule among
    /// those it refers to.
    case observation(correlation: Int, place: Int)
}

extension MatchState {
    /// Calls `body` with what the event at hand gives, what it is about, and what is measured.
    ///
    /// Both are JSON: `["510000000001","deploy-prod"]`, null where a field has nothing and a list
    /// where it has several texts; and a list of measured tuples, empty where nothing is measured.
    mutating func contributions(
        _ derived: (FactField) -> FactValue?,
        _ body: (RuleContribution, _ subject: [UInt8], _ values: [UInt8]) -> Void
    ) {
        for rule in hits {
            if program.rules[rule].raisesAlerts {
                body(.match(rule: rule), subject(program.alertFields[rule], derived), [])
            }
            for observer in program.observers.observers[rule] {
                let groups = groups(observer.group, derived)
                guard !groups.isEmpty else { continue }
                var values: [UInt8] = []
                if !observer.measured.isEmpty {
                    values = Self.json(tuples(observer.measured, derived))
                }
                let target = RuleContribution.observation(
                    correlation: observer.correlation,
                    place: observer.rule
                )
                for group in groups { body(target, group, values) }
            }
        }
    }

    /// What a match is about.
    private mutating func subject(
        _ fields: [Int],
        _ derived: (FactField) -> FactValue?
    ) -> [UInt8] {
        var json: [UInt8] = [UInt8(ascii: "[")]
        for (index, field) in fields.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            let found = texts.candidates(field, derived).filter { !texts.isRawText($0) }
            if found.count > 1 { json.append(UInt8(ascii: "[")) }
            for (place, candidate) in found.enumerated() {
                if place > 0 { json.append(UInt8(ascii: ",")) }
                Self.append(texts.text(candidate), to: &json)
            }
            if found.count > 1 { json.append(UInt8(ascii: "]")) }
            if found.isEmpty { json.append(contentsOf: "null".utf8) }
        }
        json.append(UInt8(ascii: "]"))
        return json
    }

    /// The groups that the event joins; none where a field has nothing.
    private mutating func groups(
        _ fields: [Int],
        _ derived: (FactField) -> FactValue?
    ) -> [[UInt8]] {
        var json: [UInt8] = [UInt8(ascii: "[")]
        for (index, field) in fields.enumerated() {
            let found = texts.candidates(field, derived)
            guard !found.isEmpty else { return [] }
            // Several texts, or an object's two, are rare.
            guard found.count == 1 else {
                return tuples(fields, derived).map { Self.json($0) }
            }
            if index > 0 { json.append(UInt8(ascii: ",")) }
            Self.append(texts.text(found.lowerBound), to: &json)
        }
        json.append(UInt8(ascii: "]"))
        return [json]
    }

    private static func json(_ tuples: [[String]]) -> [UInt8] {
        let parts = tuples.map { json($0) }
        return [UInt8(ascii: "[")] + parts.joined(separator: [UInt8(ascii: ",")])
            + [UInt8(ascii: "]")]
    }

    private static func json(_ texts: [String]) -> [UInt8] {
        var json: [UInt8] = [UInt8(ascii: "[")]
        for (index, text) in texts.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            append(Array(text.utf8)[...], to: &json)
        }
        json.append(UInt8(ascii: "]"))
        return json
    }

    /// Appends a text as JSON, with nothing escaped that need not be.
    ///
    /// See RFC 8259, section 7.
    private static func append(_ text: ArraySlice<UInt8>, to json: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        json.append(quote)
        for byte in text {
            switch byte {
            case quote, UInt8(ascii: "\\"):
                json.append(UInt8(ascii: "\\"))
                json.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                json.append(contentsOf: "\\u00".utf8)
                json.append(digits[Int(byte >> 4)])
                json.append(digits[Int(byte & 15)])
            default: json.append(byte)
            }
        }
        json.append(quote)
    }
}
