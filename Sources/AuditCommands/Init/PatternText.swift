import SecurityArchitecture

/// Names of logs as patterns of `audit.yaml` that mean these names and no others.
enum PatternText {
    /// What stands for each environment's name.
    static let placeholder = "<environment>"

    /// Whether a name can stand in the file at all.
    ///
    /// `audit.yaml` takes no control characters and no line breaks, a byte order mark vanishes in
    /// it, and texts have to end somewhere. AWS gives no such names.
    static func isWritable(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 512
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0...0x1F, 0x7F...0x9F, 0x2028...0x2029, 0xFEFF: false
                default: true
                }
            }
    }

    /// The pattern of one name, which has to be writable.
    static func literal(_ name: String) -> String {
        var pattern = ""
        for scalar in name.unicodeScalars {
            if scalar == "*" || scalar == "?" || scalar == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        // Nothing escapes the placeholder; no name of AWS has it, so only a forged one is widened.
        return pattern.replacing(placeholder, with: "?environment>")
    }

    /// The pattern of the same name in each environment; nil where a word is not in it.
    static func template(_ name: String, _ word: String) -> String? {
        let parts = EnvironmentWord.parts(of: name, at: word)
        guard parts.count > 1 else { return nil }
        return parts.map(literal).joined(separator: placeholder)
    }
}
