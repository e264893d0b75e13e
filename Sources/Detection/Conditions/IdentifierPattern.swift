/// A pattern of identifiers, as `1 of` and `all of` have it: `them`, or a name with stars.
struct IdentifierPattern {
    private let pattern: String

    init(_ pattern: String) { self.pattern = pattern }

    /// Whether the pattern means an identifier; one that begins with `_` only where it does so
    /// itself.
    func matches(_ identifier: String) -> Bool {
        if identifier.hasPrefix("_"), !pattern.hasPrefix("_") { return false }
        guard pattern != "them" else { return true }
        let text = SigmaText(
            parts: pattern.unicodeScalars.map { $0 == "*" ? .anyRun : .scalar($0) }
        )
        return TextPattern(text, isCased: true).matches(Array(identifier.utf8).span)
    }
}
