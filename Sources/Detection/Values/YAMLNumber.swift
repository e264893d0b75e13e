/// Numbers as YAML 1.1 spells them.
///
/// See <https://yaml.org/type/int.html> and <https://yaml.org/type/float.html>.
enum YAMLNumber {
    /// The number that a plain scalar is; nil where it is none.
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
