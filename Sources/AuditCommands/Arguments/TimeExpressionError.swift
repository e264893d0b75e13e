import CloudTrail

/// Why a text is not a ``TimeExpression``.
struct TimeExpressionError: Error, Hashable, Sendable {
    /// What was given.
    let text: String

    /// What is wrong with it, when it nearly is a time.
    let reason: String?

    init(_ text: String, reason: String? = nil) {
        self.text = text
        self.reason = reason
    }
}

extension TimeExpressionError: CustomStringConvertible {
    /// What is wrong, and three forms that would be right.
    var description: String {
        let reason = reason.map { ": \($0)" } ?? ""
        return "'\(TerminalText.visible(text))' is not a time\(reason); write for example "
            + "7d, 2026-03-07 or 2026-03-07T01:40:05Z"
    }
}
