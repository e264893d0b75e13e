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
