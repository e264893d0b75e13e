import SecurityArchitecture

extension ProposalText {
    mutating func writePeople() {
        section(
            "people",
            isEmpty: proposal.people.isEmpty,
            "Roles used by people. Add IAM users here or to 'workloads', under users:."
        )
        if !proposal.people.isEmpty { list("roles", proposal.people, indent: "  ") }
        if !proposal.people.isEmpty, proposal.networks.contains(where: { $0.name == "office" }) {
            line("  from: office")
        }
        section(
            "break-glass",
            isEmpty: proposal.breakGlass.isEmpty,
            "Roles for emergencies. Each use is reported."
        )
        for role in proposal.breakGlass {
            line("  \(YAMLText.scalar(role.text)): {}", because: role.words)
        }
    }

    mutating func writeWorkloads() {
        let proposed = proposal.workloads.filter { !$0.roles.isEmpty }
        section(
            "workloads",
            isEmpty: proposed.isEmpty,
            "Programs and where they run. Use of their credentials elsewhere is reported."
        )
        for group in proposed {
            line("  \(YAMLText.scalar(group.name)):")
            if let environment = group.environment {
                line("    environment: \(YAMLText.scalar(environment))")
            }
            list("roles", group.roles, indent: "    ")
            if !group.networks.isEmpty { line("    from: \(YAMLText.list(group.networks))") }
            checks(group.checks, indent: "    ")
        }
        for group in proposal.workloads where group.roles.isEmpty {
            checks(group.checks, indent: "")
        }
    }

    mutating func writeSigningKeys() {
        section(
            "signing-keys",
            isEmpty: proposal.signingKeys.isEmpty,
            "KMS keys that sign. The algorithm is not in the index: add it, for example",
            "algorithm: RS256."
        )
        for key in proposal.signingKeys {
            line("  \(YAMLText.scalar(key.name)):", because: key.words)
            line("    keys: \(YAMLText.scalar(key.key))")
            if let environment = key.environment {
                line("    environment: \(YAMLText.scalar(environment))")
            }
            if !key.signers.isEmpty { line("    signers: \(YAMLText.list(key.signers))") }
            checks(key.checks, indent: "    ")
        }
    }

    /// Sections that the index has too little about to propose them.
    mutating func writeRest() {
        line()
        comment(
            "Declare your security groups; the index cannot propose them. For example:",
            "",
            "security-groups:",
            "  DB-SG:",
            "    id: sg-0123456789abcdef0",
            "    Ingress: [\"27017 from Private-SG\"]",
            "    Egress: [\"None\"]"
        )
        if !proposal.groups.isEmpty { comment("", "Groups with changes:") }
        for group in proposal.groups.prefix(100) { comment("  \(group.id)  \(group.words)") }
        line()
        comment(
            "Declare the API's protection, and listeners that require client certificates:",
            "",
            "api:",
            "  cors-origins: https://shop.example",
            "mtls:",
            "  listeners: arn:aws:elasticloadbalancing:..."
        )
        if !proposal.listeners.isEmpty { comment("", "Listeners and trust stores with changes:") }
        for listener in proposal.listeners.prefix(100) {
            comment("  \(listener.id)  \(listener.words)")
        }
    }
}

/// Text from logs, made safe for a YAML file.
enum YAMLText {
    /// A scalar: plain if YAML reads that as text, else in double quotes with escapes.
    static func scalar(_ text: String) -> String {
        guard isPlain(text) else { return quoted(text) }
        return text
    }

    /// A list in brackets; a single element is written without them.
    static func list(_ texts: [String]) -> String {
        if texts.count == 1 { return scalar(texts[0]) }
        return "[\(texts.map(scalar).joined(separator: ", "))]"
    }

    /// Text for a comment: printable ASCII on one line, everything else escaped.
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

    /// Whether YAML reads an unquoted text as that text, in a list too.
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

/// Names from logs as patterns of `audit.yaml` that match these names only.
enum PatternText {
    /// The placeholder for an environment's name.
    static let placeholder = "<environment>"

    /// Whether a name can be written to the file.
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

    /// The pattern of one writable name.
    static func literal(_ name: String) -> String {
        var pattern = ""
        for scalar in name.unicodeScalars {
            if scalar == "*" || scalar == "?" || scalar == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        // Nothing escapes the placeholder; no name of AWS has it, so only a forged one is widened.
        return pattern.replacing(placeholder, with: "?environment>")
    }

    /// The pattern of the same name in each environment; nil if the name does not contain the word.
    static func template(_ name: String, _ word: String) -> String? {
        let parts = EnvironmentWord.parts(of: name, at: word)
        guard parts.count > 1 else { return nil }
        return parts.map(literal).joined(separator: placeholder)
    }
}
