import CloudTrail

/// A value on its way through the modifiers.
indirect enum ModifiedValue {
    case text(SigmaText)
    /// UTF-16 code units as bytes, which only base64 can say in a record.
    case bytes([UInt8])
    case number(RuleNumber)
    case boolean(Bool)
    case null
    case regex(String)
    case network(CIDRBlock)
    case comparison(Comparison, RuleNumber)
    case timePart(TimePart, Comparison, RuleNumber)
    case fieldReference(String, FieldTest.ReferenceMode)
    case exists(Bool)
    /// Alternatives, of which any may match, whatever `all` says.
    case anyOf([ModifiedValue])

    /// The name of the value's type, for messages.
    var kind: String {
        switch self {
        case .text: "text"
        case .bytes: "UTF-16 text"
        case .number: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .regex: "regular expression"
        case .network: "network"
        case .comparison: "comparison"
        case .timePart: "part of a time"
        case .fieldReference: "field"
        case .exists: "test of existence"
        case .anyOf: "list of alternatives"
        }
    }

    init(_ value: RuleValue) throws(RuleFault) {
        switch value {
        case .text(let text): self = .text(SigmaText(text))
        case .number(let number, _): self = .number(number)
        case .boolean(let boolean): self = .boolean(boolean)
        case .null: self = .null
        case .time(let text):
            throw RuleFault("\(text.quoted) is a date to YAML; put it in quotes to mean the text")
        }
    }
}
