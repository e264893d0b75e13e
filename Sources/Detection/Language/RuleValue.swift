import Yams

/// A value in a rule's YAML, before modifiers.
///
/// See [Sigma rules, values][values].
///
/// [values]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
enum RuleValue: Hashable, Sendable {
    case text(String)
    /// An unquoted number.
    case number(RuleNumber, spelling: String)
    /// `true` or `false`, unquoted.
    case boolean(Bool)
    /// Nothing, or `null`.
    case null
    /// An unquoted date or time, which is rejected.
    case time(String)

    /// The name of the value's type, for messages.
    var kind: String {
        switch self {
        case .text: "string"
        case .number: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .time: "date"
        }
    }
}

extension RuleValue {
    /// Types a scalar as YAML 1.1 does, the dialect that Sigma's own tools read.
    ///
    /// A quoted scalar is a string, and so is a block scalar. See <https://yaml.org/type/>.
    init(_ scalar: Node.Scalar) {
        let text = scalar.string
        switch scalar.tag.description {
        case "tag:yaml.org,2002:str", "!":
            self = .text(text)
            return
        default: break
        }
        guard scalar.style == .plain else {
            self = .text(text)
            return
        }
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": self = .boolean(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
            self = .boolean(false)
        default:
            if let number = YAMLNumber.read(text) {
                self = .number(number, spelling: text)
            } else {
                self = YAMLTime.isTime(text) ? .time(text) : .text(text)
            }
        }
    }

    /// A byte for a scalar's type, so that a digest distinguishes `5` and `'5'`.
    static func mark(_ scalar: Node.Scalar) -> UInt8 {
        switch RuleValue(scalar) {
        case .text: UInt8(ascii: "s")
        case .number: UInt8(ascii: "n")
        case .boolean: UInt8(ascii: "b")
        case .null: UInt8(ascii: "0")
        case .time: UInt8(ascii: "t")
        }
    }
}

/// Numbers as YAML 1.1 spells them.
///
/// See <https://yaml.org/type/int.html> and <https://yaml.org/type/float.html>.
enum YAMLNumber {
    /// The number in a plain scalar; nil for anything else.
    static func read(_ text: String) -> RuleNumber? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 400, let first = bytes.first else { return nil }
        guard first &- 0x30 < 10 || first == 0x2b || first == 0x2d || first == 0x2e else {
            return nil
        }
        let isNegative = first == UInt8(ascii: "-")
        let isSigned = isNegative || first == UInt8(ascii: "+")
        let digits = Array(bytes.dropFirst(isSigned ? 1 : 0))
        if let special = special(digits, isNegative) { return special }
        guard let leading = digits.first, leading &- 0x30 < 10 || leading == 0x2e else {
            return nil
        }
        if let whole = whole(digits, isNegative) { return whole }
        return real(digits, isNegative)
    }

    private static func special(_ digits: [UInt8], _ isNegative: Bool) -> RuleNumber? {
        switch String(decoding: digits, as: UTF8.self) {
        case ".inf", ".Inf", ".INF": .real(isNegative ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": .real(.nan)
        default: nil
        }
    }

    private static func whole(_ digits: [UInt8], _ isNegative: Bool) -> RuleNumber? {
        let plain = digits.filter { $0 != UInt8(ascii: "_") }
        if digits.contains(UInt8(ascii: ":")) { return sexagesimal(plain, isNegative) }
        let radix: Int
        let rest: ArraySlice<UInt8>
        switch plain.prefix(2) {
        case [0x30, UInt8(ascii: "b")]: (radix, rest) = (2, plain.dropFirst(2))
        case [0x30, UInt8(ascii: "x")]: (radix, rest) = (16, plain.dropFirst(2))
        default:
            let isOctal = plain.count > 1 && plain.first == UInt8(ascii: "0")
            (radix, rest) = isOctal ? (8, plain.dropFirst()) : (10, plain[...])
        }
        guard !rest.isEmpty, rest.allSatisfy({ $0 != 0x2b && $0 != 0x2d }) else { return nil }
        let spelling = (isNegative ? "-" : "") + String(decoding: rest, as: UTF8.self)
        if let integer = Int64(spelling, radix: radix) { return .integer(integer) }
        guard radix == 10, rest.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return Double(spelling).map(RuleNumber.real)
    }

    /// `190:20:30`, base 60.
    private static func sexagesimal(_ digits: [UInt8], _ isNegative: Bool) -> RuleNumber? {
        var total: Int64 = 0
        for (index, part) in digits.split(separator: 0x3a, omittingEmptySubsequences: false)
            .enumerated()
        {
            guard !part.isEmpty, part.allSatisfy({ $0 &- 0x30 < 10 }), part.count <= 9,
                let number = Int64(String(decoding: part, as: UTF8.self)),
                index == 0 ? digits.first != UInt8(ascii: "0") : number < 60 && part.count <= 2
            else { return nil }
            let (product, overflow) = total.multipliedReportingOverflow(by: 60)
            guard !overflow, product < .max - number else { return nil }
            total = product + number
        }
        return .integer(isNegative ? -total : total)
    }

    /// `[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?`, or with nothing before the point.
    private static func real(_ digits: [UInt8], _ isNegative: Bool) -> RuleNumber? {
        guard let point = digits.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        var fraction = digits[(point + 1)...]
        var exponent: ArraySlice<UInt8> = []
        if let mark = fraction.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            exponent = fraction[(mark + 1)...]
            fraction = fraction[..<mark]
            guard exponent.first == 0x2b || exponent.first == 0x2d, exponent.count > 1,
                exponent.dropFirst().allSatisfy({ $0 &- 0x30 < 10 })
            else { return nil }
        }
        let isDigit: (UInt8) -> Bool = { $0 &- 0x30 < 10 || $0 == UInt8(ascii: "_") }
        guard digits[..<point].allSatisfy(isDigit), fraction.allSatisfy(isDigit),
            point > 0 || fraction.first.map({ $0 &- 0x30 < 10 }) == true
        else { return nil }
        var spelling = isNegative ? "-" : ""
        spelling += "0" + String(decoding: digits[..<point].filter { $0 != 0x5f }, as: UTF8.self)
        spelling += "." + String(decoding: fraction.filter { $0 != 0x5f }, as: UTF8.self) + "0"
        if !exponent.isEmpty { spelling += "e" + String(decoding: exponent, as: UTF8.self) }
        return Double(spelling).map(RuleNumber.real)
    }
}

/// Dates and times as YAML 1.1 spells them; see <https://yaml.org/type/timestamp.html>.
enum YAMLTime {
    /// Whether a plain scalar is a date, or a time with one.
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 8, bytes.count <= 64 else { return false }
        var rest = bytes[...]
        guard digits(&rest, 4...4), take(&rest, "-") else { return false }
        let short = rest
        if digits(&rest, 2...2), take(&rest, "-"), digits(&rest, 2...2), rest.isEmpty {
            return true
        }
        rest = short
        guard digits(&rest, 1...2), take(&rest, "-"), digits(&rest, 1...2) else { return false }
        if !take(&rest, "T"), !take(&rest, "t") {
            let before = rest.count
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            guard rest.count < before else { return false }
        }
        guard digits(&rest, 1...2), take(&rest, ":"), digits(&rest, 2...2), take(&rest, ":"),
            digits(&rest, 2...2)
        else { return false }
        if take(&rest, ".") { rest = rest.drop { $0 &- 0x30 < 10 } }
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard !rest.isEmpty, !take(&rest, "Z") else { return rest.isEmpty }
        guard take(&rest, "+") || take(&rest, "-"), digits(&rest, 1...2) else { return false }
        return rest.isEmpty || (take(&rest, ":") && digits(&rest, 2...2) && rest.isEmpty)
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>, _ count: ClosedRange<Int>) -> Bool {
        let digits = rest.prefix { $0 &- 0x30 < 10 }.prefix(count.upperBound)
        guard count.contains(digits.count) else { return false }
        rest = rest[digits.endIndex...]
        return true
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ byte: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
