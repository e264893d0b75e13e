/// Texts of logs as they may stand in a YAML file: nothing in them means anything there.
enum YAMLText {
    /// A scalar: plain where it is plainly a text, else in double quotes with escapes.
    static func scalar(_ text: String) -> String {
        guard isPlain(text) else { return quoted(text) }
        return text
    }

    /// A list in brackets; of one element the element alone.
    static func list(_ texts: [String]) -> String {
        if texts.count == 1 { return scalar(texts[0]) }
        return "[\(texts.map(scalar).joined(separator: ", "))]"
    }

    /// A text for a comment: printable ASCII on one line, all else spelt out.
    ///
    /// YAML knows more line breaks than most, and forbids some characters even in comments.
    static func comment(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(300) {
            if (0x20...0x7E).contains(scalar.value) {
                line.unicodeScalars.append(scalar)
            } else {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return line
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                let width = scalar.value > 0xFFFF ? 8 : 4
                quoted += scalar.value > 0xFFFF ? "\\U" : "\\u"
                quoted += String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// Whether YAML takes a text without quotes for that text, in a list too.
    private static func isPlain(_ text: String) -> Bool {
        let letters = text.utf8
        guard let first = letters.first, letters.last != UInt8(ascii: ":"), letters.count < 1_000
        else { return false }
        let isAddress =
            letters.count(where: { $0 == UInt8(ascii: ".") }) == 3
            && letters.allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == 0x2E || $0 == 0x2F }
        guard !isAddress else { return true }
        guard isLetter(first) || first == UInt8(ascii: "/") || text.hasPrefix("<environment>")
        else { return false }
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return !words.contains(text.lowercased())
            && letters.allSatisfy {
                isLetter($0) || $0 &- UInt8(ascii: "0") < 10
                    || "/._-:<>*=+@".utf8.contains($0)
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
}
