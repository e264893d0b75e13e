import SecurityArchitecture

extension Proposer {
    /// A name for an entry: what of a pattern is letters and digits.
    static func entryName(_ pattern: String, _ used: inout Set<String>) -> String {
        let plain = pattern.replacing(PatternText.placeholder, with: "")
        let arn = plain.hasPrefix("arn:") ? plain.split(separator: ":").last.map(String.init) : nil
        let words = (arn ?? plain).lowercased().split { character in
            !character.isASCII || !(character.isLetter || character.isNumber)
        }
        var name = words.suffix(4).joined(separator: "-")
        if name.isEmpty || name.utf8.count > 60 { name = "group" }
        if name.first?.isNumber == true { name = "n\(name)" }
        var number = 1
        var result = name
        while !used.insert(result).inserted {
            number += 1
            result = "\(name)-\(number)"
        }
        return result
    }

    /// What a name says that a secret holds.
    static func kind(_ name: String) -> SecretKind {
        let words = Set(
            name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
                .map(String.init)
        )
        func has(_ some: String...) -> Bool { some.contains(where: words.contains) }
        if has("jwt", "signing", "jwks") { return .jwtSigningKey }
        if has("oauth", "oauth2", "oidc", "client") { return .oauth2Client }
        if has("mongodb", "mongo", "db", "database", "postgres", "mysql", "rds", "dsn", "redis") {
            return .connectionString
        }
        if has("token") { return .serviceToken }
        return words.contains("key") && has("api") || has("apikey") ? .apiKey : .other
    }
}
