import Basics

/// A modifier, which follows a field's name after a `|`.
///
/// See [Sigma modifiers][modifiers].
///
/// [modifiers]: https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html
enum Modifier: Hashable, Sendable {
    case contains, startswith, endswith
    case all, neq, cased, exists
    case re
    case regexOption(RegexOption)
    case cidr
    case compare(Comparison)
    case timePart(TimePart)
    case fieldref
    case windash, base64, base64offset
    case utf16(UTF16Form)
    case expand

    /// Every name, with what it means.
    static let named: [String: Modifier] = [
        "contains": .contains, "startswith": .startswith, "endswith": .endswith,
        "all": .all, "neq": .neq, "cased": .cased, "exists": .exists,
        "re": .re,
        "i": .regexOption(.ignoreCase), "ignorecase": .regexOption(.ignoreCase),
        "m": .regexOption(.multiline), "multiline": .regexOption(.multiline),
        "s": .regexOption(.dotAll), "dotall": .regexOption(.dotAll),
        "cidr": .cidr,
        "lt": .compare(.less), "lte": .compare(.lessOrEqual),
        "gt": .compare(.greater), "gte": .compare(.greaterOrEqual),
        "minute": .timePart(.minute), "hour": .timePart(.hour), "day": .timePart(.day),
        "week": .timePart(.week), "month": .timePart(.month), "year": .timePart(.year),
        "fieldref": .fieldref,
        "windash": .windash, "base64": .base64, "base64offset": .base64offset,
        "utf16le": .utf16(.littleEndian), "wide": .utf16(.littleEndian),
        "utf16be": .utf16(.bigEndian), "utf16": .utf16(.marked),
        "expand": .expand,
    ]
}

/// How the dot, the anchors and letters are read in a regular expression.
enum RegexOption: Hashable, Sendable {
    case ignoreCase, multiline, dotAll
}

enum UTF16Form: Hashable, Sendable {
    case littleEndian, bigEndian
    /// Little-endian behind a byte order mark.
    case marked
}

enum Comparison: Hashable, Sendable {
    case less, lessOrEqual, equal, greaterOrEqual, greater

    /// Whether the comparison holds for a number against a rule's.
    func holds(_ number: RuleNumber, _ bound: RuleNumber) -> Bool {
        guard let order = number.compared(to: bound) else { return false }
        return switch self {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .equal: order == 0
        case .greaterOrEqual: order >= 0
        case .greater: order > 0
        }
    }
}

/// A value as the modifiers transform it.
indirect enum ModifiedValue {
    case text(SigmaText)
    /// UTF-16 code units as bytes, which records contain only in base64.
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
        case .text: "string"
        case .bytes: "UTF-16 string"
        case .number: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .regex: "regular expression"
        case .network: "network"
        case .comparison: "comparison"
        case .timePart: "part of a time"
        case .fieldReference: "field"
        case .exists: "test for existence"
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
            throw RuleFault("\(text.quoted) is a date in YAML; quote it to mean the string")
        }
    }
}
