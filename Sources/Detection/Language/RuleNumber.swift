/// A number in a rule or in an event: integers are compared exactly, others as floating point.
enum RuleNumber: Hashable, Sendable {
    case integer(Int64)
    case real(Double)

    var value: Double {
        switch self {
        case .integer(let number): Double(number)
        case .real(let number): number
        }
    }

    /// Negative, 0 or positive; nil where one is not a number.
    func compared(to other: RuleNumber) -> Int? {
        if case .integer(let left) = self, case .integer(let right) = other {
            return left < right ? -1 : left == right ? 0 : 1
        }
        let (left, right) = (value, other.value)
        return left < right ? -1 : left == right ? 0 : left > right ? 1 : nil
    }
}

extension RuleNumber {
    /// Reads a number as RFC 8259, section 6, has it; nil for any other text.
    init?(json text: ArraySlice<UInt8>) {
        guard text.count <= 400, Self.isJSON(text) else { return nil }
        let spelling = String(decoding: text, as: UTF8.self)
        if let integer = Int64(spelling) {
            self = .integer(integer)
        } else if let real = Double(spelling) {
            self = .real(real)
        } else {
            return nil
        }
    }

    private static func isJSON(_ text: ArraySlice<UInt8>) -> Bool {
        var position = text.startIndex
        let end = text.endIndex
        func digits() -> Int {
            let start = position
            while position < end, text[position] &- 0x30 < 10 { position += 1 }
            return position - start
        }
        if position < end, text[position] == UInt8(ascii: "-") { position += 1 }
        let leading = position
        let whole = digits()
        guard whole > 0, whole == 1 || text[leading] != UInt8(ascii: "0") else { return false }
        if position < end, text[position] == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { return false }
        }
        if position < end, text[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, text[position] == UInt8(ascii: "+") || text[position] == 0x2d {
                position += 1
            }
            guard digits() > 0 else { return false }
        }
        return position == end
    }
}
