/// Guesses what a name means from the words in it.
///
/// A name is split at everything but letters and digits, so that `deploy-prod` and `prod/orders`
/// contain the word `prod`, while `product-catalog` and `developer` contain no known word.
enum NameGuess {
    /// An environment as guessed from names.
    enum EnvironmentClass: String, CaseIterable {
        case production, staging, development

        fileprivate static let words: [String: EnvironmentClass] = [
            "prod": .production, "production": .production, "prd": .production,
            "live": .production,
            "stag": .staging, "staging": .staging, "stg": .staging, "uat": .staging,
            "preprod": .staging,
            "dev": .development, "development": .development, "test": .development,
            "sandbox": .development, "qa": .development,
        ]
    }

    /// The environment in a name; nil where there is none, or two.
    static func environment(_ name: String) -> EnvironmentClass? {
        var found: EnvironmentClass?
        var previous = ""
        for word in words(name) {
            defer { previous = word }
            guard var match = EnvironmentClass.words[word] else { continue }
            // pre-prod and non-prod are not production.
            if match == .production, previous == "pre" { match = .staging }
            if match == .production, previous == "non" { match = .development }
            guard found == nil || found == match else { return nil }
            found = match
        }
        return found
    }

    /// Whether a name is that of a deployment role.
    static func isDeployment(_ name: String) -> Bool {
        let words = words(name)
        if words.contains(where: { deploymentWords.contains($0) }) { return true }
        return zip(words, words.dropFirst()).contains { deploymentPairs.contains("\($0) \($1)") }
    }

    /// Whether a name is that of a workload's role or user.
    static func isWorkload(_ name: String) -> Bool {
        words(name).contains { workloadWords.contains($0) }
    }

    /// Whether a name is that of a program that rotates secrets.
    static func isRotator(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.contains("rotation") || name.contains("rotate") || name.contains("rotator")
    }

    /// Whether a name is that of a bucket that keeps logs.
    static func isLogBucket(_ name: String) -> Bool {
        let name = name.lowercased()
        if ["trail", "audit", "securitylake"].contains(where: name.contains) { return true }
        return words(name).contains { $0 == "log" || $0 == "logs" }
    }

    /// Whether a name is that of a role for emergencies.
    static func isBreakGlass(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["break-glass", "breakglass", "break_glass", "emergency"].contains {
            name.contains($0)
        }
    }

    private static let deploymentWords: Set<String> = [
        "deploy", "deployer", "deployment", "cicd", "terraform", "pipeline", "codepipeline",
        "codebuild", "jenkins", "release",
    ]
    private static let deploymentPairs: Set<String> = [
        "ci cd", "github actions", "gitlab ci",
    ]
    private static let workloadWords: Set<String> = [
        "instance", "lambda", "task", "ecs", "eks", "node", "worker", "service", "svc", "bot",
        "function",
    ]

    /// The words of a name in lower case.
    static func words(_ name: String) -> [String] {
        name.utf8.prefix(256).split { byte in
            byte &- UInt8(ascii: "0") >= 10 && (byte | 0x20) &- UInt8(ascii: "a") >= 26
                && byte < 0x80
        }.map { String(decoding: $0, as: UTF8.self).lowercased() }
    }
}

/// The environment in a name, and the word for it.
///
/// For example:
///
/// ```swift
/// let word = EnvironmentWord(in: "prod/orders/mongodb")
/// word?.environment                                  // "production"
/// word?.word                                         // "prod"
/// EnvironmentWord.parts(of: "deploy-prod", at: "prod")   // ["deploy-", ""]
/// ```
package struct EnvironmentWord: Hashable, Sendable {
    /// `production`, `staging` or `development`.
    package let environment: String
    package let isProduction: Bool
    /// In lower case; nil where it takes several words, as in `pre-prod`.
    package let word: String?

    /// nil where the name has no environment, or two.
    package init?(in name: String) {
        guard let guess = NameGuess.environment(name) else { return nil }
        environment = guess.rawValue
        isProduction = guess == .production
        let words = Set(NameGuess.words(name).filter { NameGuess.environment($0) == guess })
        word = words.count == 1 ? words.first : nil
    }

    /// The parts of a name between the occurrences of a word.
    ///
    /// - complexity: O(n) in the name.
    package static func parts(of name: String, at word: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var run = ""
        func isLetter(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value >= 0x80 || scalar.properties.isASCIIHexDigit
                || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        }
        func endRun() {
            if run == word {
                parts.append(part)
                part = ""
            } else {
                part += run
            }
            run = ""
        }
        for scalar in name.unicodeScalars {
            if isLetter(scalar) {
                run.unicodeScalars.append(scalar)
            } else {
                endRun()
                part.unicodeScalars.append(scalar)
            }
        }
        endRun()
        return parts + [part]
    }
}
