/// The environment that a name tells, and the word that tells it.
///
/// For example:
///
/// ```swift
/// let word = EnvironmentWord(in: "prod/orders/mongodb")
/// word?.environment                                  // "production"
/// word?.word                                         // "prod"
/// EnvironmentWord.parts(of: "deploy-prod", at: "prod")   // ["deploy-", ""]
/// ```
public struct EnvironmentWord: Hashable, Sendable {
    /// What the word means: production, staging, development.
    public let environment: String
    /// Whether it means production.
    public let isProduction: Bool
    /// The word, in lower case; nil where only several words together tell, as in `pre-prod`.
    public let word: String?

    /// Reads a name; nil where it tells no environment, or two.
    public init?(in name: String) {
        guard let guess = NameGuess.environment(name) else { return nil }
        environment = guess.rawValue
        isProduction = guess == .production
        let words = Set(NameGuess.words(name).filter { NameGuess.environment($0) == guess })
        word = words.count == 1 ? words.first : nil
    }

    /// The parts of a name between the places where a word stands; one part where it is nowhere.
    ///
    /// - complexity: O(n) in the name.
    public static func parts(of name: String, at word: String) -> [String] {
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
