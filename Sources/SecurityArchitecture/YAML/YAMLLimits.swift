/// What an `audit.yaml` may ask for, checked before libyaml sees it.
///
/// The composer recurses once a level and hashes each key, so that depth and aliases inside keys
/// are where a hostile file could hurt.
package enum YAMLLimits {
    package static let bytes = 1 << 20
    /// Values after aliases are followed.
    package static let values = 200_000
    package static let depth = 32

    /// The first line that goes beyond a limit, and how.
    ///
    /// - parameters:
    ///   - text: The bytes.
    ///   - subject: What they are, for the message.
    static func violation(in text: [UInt8], of subject: String) -> (line: Int, message: String)? {
        guard text.count <= bytes else {
            return (0, "larger than 1 MiB, which no \(subject) needs")
        }
        var line = 1
        var indentation = 0
        var isIndentation = true
        var brackets = 0
        var aliases = 0
        var keyLine: Int?
        var previous = UInt8(ascii: "\n")
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                indentation = 0
                isIndentation = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "\t"),
                UInt8(ascii: ":"):
                if isIndentation { indentation += 1 }
                if byte == UInt8(ascii: "?"), isIndentation, keyLine == nil { keyLine = line }
                if byte == UInt8(ascii: ":"), endsCollection(text, before: index), keyLine == nil {
                    keyLine = line
                }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                isIndentation = false
                brackets += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                isIndentation = false
                brackets = max(0, brackets - 1)
            case UInt8(ascii: "*") where isSeparator(previous):
                isIndentation = false
                aliases += 1
            default: isIndentation = false
            }
            if indentation > 160 || brackets > depth {
                return (line, "nested too deeply; no \(subject) needs more than a few levels")
            }
            previous = byte
        }
        if aliases > 40, let keyLine {
            return (keyLine, "a list, mapping or alias is no key in a file with this many aliases")
        }
        return nil
    }

    /// Whether what stands before a colon may be a list, a mapping or an alias.
    private static func endsCollection(_ text: [UInt8], before index: Int) -> Bool {
        var position = index - 1
        while position >= 0, text[position] == UInt8(ascii: " ") { position -= 1 }
        guard position >= 0 else { return false }
        if text[position] == UInt8(ascii: "]") || text[position] == UInt8(ascii: "}") {
            return true
        }
        guard position < index - 1 else { return false }
        while position >= 0, !isSeparator(text[position]) { position -= 1 }
        return text[position + 1] == UInt8(ascii: "*")
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
            UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"),
            UInt8(ascii: "-"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
