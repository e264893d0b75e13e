/// How a piece of text stands out on a terminal.
///
/// For example:
///
/// ```swift
/// Style.red.applied(to: "AccessDenied", color: layout.color)
/// ```
enum Style: String, CaseIterable, Sendable {
    /// Bold, for headings.
    case bold = "1"

    /// Dim, for what matters less.
    case dim = "2"

    /// Red, for what is wrong.
    case red = "31"

    /// Green, for what is right.
    case green = "32"

    /// Yellow, for what deserves a look.
    case yellow = "33"

    /// Bold and red, for what cannot wait.
    case alarm = "1;31"

    /// Returns the text in this style, or as it is when there is no colour.
    ///
    /// - parameter text: The text, safe for a terminal already.
    /// - parameter color: Whether the output takes colour.
    func applied(to text: String, color: Bool) -> String {
        color && !text.isEmpty ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : text
    }
}
