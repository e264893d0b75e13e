import CloudTrail

/// Text from a log, fit for Slack, whose messages are a markup language.
///
/// For example:
///
/// ```swift
/// SlackText.escaped("<!channel> `rm`", limit: 150)  // &lt;!channel&gt; \u{60}rm\u{60}
/// ```
///
/// Related documentation: <https://docs.slack.dev/messaging/formatting-message-text>
enum SlackText {
    private static let mentions = ["channel", "here", "everyone", "group"]

    /// Returns a text in which Slack finds no mention, no link and no end of a code span.
    ///
    /// - parameters:
    ///   - text: The text, one line.
    ///   - limit: The most characters of the result, as it is sent.
    static func escaped(_ text: String, limit: Int) -> String {
        var result = ""
        var count = 0
        for scalar in withoutMentions(ShownText.line(text, limit: limit)).unicodeScalars {
            let piece = piece(scalar)
            count += piece.utf16.count
            guard count < limit else { return result + "…" }
            result += piece
        }
        return result
    }

    /// Returns a text as a code span, in which nothing is markup.
    static func code(_ text: String, limit: Int) -> String {
        text.isEmpty ? "–" : "`\(escaped(text, limit: max(1, limit - 2)))`"
    }

    /// Returns lines as a code block of no more than 3,000 characters, as many as there is room for.
    static func codeBlock(_ lines: [String]) -> String {
        var block = ""
        for line in lines {
            let line = escaped(line, limit: 400)
            guard block.utf16.count + line.utf16.count < 2_900 else {
                block += "…\n"
                break
            }
            block += line + "\n"
        }
        return "```\n\(block)```"
    }

    /// A link, or nil where the address is anything but a plain one.
    static func link(_ address: String) -> String? {
        let sent = address.replacing("&", with: "&amp;")
        return isLink(address) && sent.utf8.count <= 500 ? "<\(sent)>" : nil
    }

    /// Whether an address can be nothing but one: `https://`, and no character with a meaning.
    static func isLink(_ address: String) -> Bool {
        address.hasPrefix("https://") && address.utf8.count <= 500
            && address.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && !"<>|@\"`\\^{}".utf8.contains($0)
            }
    }

    private static func piece(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "`": "\\u{60}"
        default: String(scalar)
        }
    }

    /// `@channel` and its like work as plain text too where a workspace parses it.
    private static func withoutMentions(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            let next = parts[index].lowercased()
            let isMention = mentions.contains { next.hasPrefix($0) }
            parts[index] = (isMention ? "(at)" : "@") + parts[index]
        }
        return parts.joined()
    }
}
