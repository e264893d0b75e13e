import CloudTrail

/// Text that stands for itself in Markdown, whatever a log has in it.
///
/// For example:
///
/// ```swift
/// MarkdownText.plain("[x](http://a)|*b*")   // \[x\](http\://a)\|\*b\*
/// ```
///
/// Related documentation: <https://spec.commonmark.org/0.31.2/#backslash-escapes>
enum MarkdownText {
    /// Returns a text with every character escaped that could begin markup, HTML or a link.
    static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in TerminalText.visible(text).unicodeScalars {
            if special.contains(scalar) { plain += "\\" }
            plain.unicodeScalars.append(scalar)
        }
        // What a renderer would make a link of by itself.
        return plain.replacing("www.", with: "www\\.").replacing("://", with: "\\://")
    }

    /// Returns a text as code, fenced by more backticks than it has in a row.
    static func code(_ text: String) -> String {
        let safe = TerminalText.visible(text)
        var longest = 0
        var run = 0
        for character in safe {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        guard longest > 0 else { return "`\(safe)`" }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence) \(safe) \(fence)"
    }

    private static let special = Set(#"\`*_{}[]<>#|&~!@"#.unicodeScalars)
}
