/// A saved query: SQL with a description in its first lines.
///
/// ```sql
/// -- Who read a secret
/// -- Each principal that read a secret, or was denied.
/// -- :secret  its name, with * and ? (default: all secrets)
/// -- :key  an access key's id
/// SELECT …
/// ```
///
/// The first line is the title, the next ones say what it answers, then each parameter has a line.
/// Parameters without a default are required.
package struct SavedQuery: Hashable, Sendable {
    /// A value that is bound when the query runs.
    package struct Parameter: Hashable, Sendable {
        /// Its name, without the colon.
        package let name: String
        package let meaning: String
        /// The default in words; nil where the parameter is required.
        package let usual: String?

        /// Whether it is a number, as its default is.
        package var isNumber: Bool { usual.map { Double($0) != nil } ?? false }
    }

    /// The name it is run by.
    package let name: String
    /// Its title; empty where the text has none.
    package let title: String
    package let answer: String
    package let parameters: [Parameter]
    /// The whole text, SQL and comments.
    package let text: String

    /// - complexity: O(n) in the text.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
        var prose: [String] = []
        var parameters: [Parameter] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            guard line.hasPrefix("--") else { break }
            let said = Self.trimmed(line.dropFirst(2))
            if said.hasPrefix(":") {
                parameters.append(Self.parameter(said.dropFirst()))
            } else if parameters.isEmpty {
                prose.append(String(said))
            }
        }
        title = prose.first ?? ""
        answer = prose.dropFirst().joined(separator: " ")
        self.parameters = parameters
    }

    private static func parameter(_ line: Substring) -> Parameter {
        let name = line.prefix { !$0.isWhitespace }
        var meaning = trimmed(line.dropFirst(name.count))
        var usual: String?
        if meaning.hasSuffix(")"), let range = meaning.firstRange(of: "(default: ") {
            usual = String(meaning[range.upperBound...].dropLast())
            meaning = trimmed(meaning[..<range.lowerBound])
        }
        return Parameter(name: String(name), meaning: String(meaning), usual: usual)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
