extension CorrelationInstant.Event {
    /// The numbers among the values.
    var numbers: [Double] { values.compactMap { $0.first.flatMap { Double(jsonNumber: $0.text) } } }
}

extension Double {
    /// A number as JSON writes it, or nil; also nil beyond ±1e300, where sums would be infinite.
    init?(jsonNumber text: String) {
        var rest = Substring(text).utf8
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return nil
        }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest.removeFirst()
            }
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        guard rest.isEmpty, let number = Double(text), abs(number) <= 1e300 else { return nil }
        self = number
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        rest = rest[digits.endIndex...]
        return digits
    }
}
