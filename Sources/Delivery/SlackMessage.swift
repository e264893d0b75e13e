import Basics

/// A notice as a message of Slack's Block Kit.
///
/// Values from logs are in code spans and in text without markup. Slack allows 50 blocks, 150
/// characters in a header, 3,000 in a text and 2,000 in a field; the rest is cut.
///
/// Related documentation: <https://docs.slack.dev/reference/block-kit/blocks>
struct SlackMessage: Encodable {
    /// The channel's id, for a bot.
    var channel: String?
    /// The message that this one replies to, for a bot.
    var threadTimestamp: String?
    /// Whether a reply is shown in the channel too.
    var isBroadcast: Bool?
    /// What a notification shows.
    let text: String
    let blocks: [Block]

    private enum CodingKeys: String, CodingKey {
        case channel, text, blocks
        case threadTimestamp = "thread_ts"
        case isBroadcast = "reply_broadcast"
        case unfurlsLinks = "unfurl_links"
        case unfurlsMedia = "unfurl_media"
    }

    struct Block: Encodable {
        var type: String
        var text: Text?
        var fields: [Text]?
        var elements: [Text]?
    }

    struct Text: Encodable {
        var type: String
        var text: String
        var emoji: Bool?
        var verbatim: Bool?

        /// Text without markup, in which `:fire:` stays what it is.
        static func plain(_ text: String, limit: Int) -> Text {
            Text(
                type: "plain_text",
                text: SlackText.escaped(text.isEmpty ? "–" : text, limit: limit),
                emoji: false
            )
        }

        /// Our own markup, in which Slack does not detect links and mentions by itself.
        static func markup(_ text: String) -> Text {
            Text(type: "mrkdwn", text: text, verbatim: true)
        }
    }

    init(_ notice: AlertNotice) {
        let shown = NoticeText(notice: notice)
        text = SlackText.escaped(shown.headline, limit: 300)
        var blocks = [
            Block(type: "header", text: .plain(shown.headline, limit: 150)),
            Block(type: "section", text: .plain(notice.reason, limit: 2_500)),
        ]
        // Slack allows ten fields per section.
        let facts = [AlertNotice.Fact("when", shown.period)] + notice.facts.prefix(19)
        for start in stride(from: 0, to: facts.count, by: 10) {
            let fields = facts[start..<min(start + 10, facts.count)].map { fact in
                Text.markup(
                    "\(SlackText.code(fact.name, limit: 60))\n"
                        + SlackText.code(fact.value, limit: 1_000)
                )
            }
            blocks.append(Block(type: "section", fields: Array(fields)))
        }
        if !notice.evidence.isEmpty {
            let lines = shown.evidenceLines(limit: 10, width: 220)
            blocks.append(Self.titled("Evidence", lines))
        }
        let steps = ShownText.lines(notice.response, count: 20, limit: 400)
        if !steps.isEmpty { blocks.append(Self.titled("Response", steps)) }
        if !notice.basis.lines.isEmpty {
            let title = "Basis: \(notice.basis.kind.rawValue)"
            blocks.append(Self.titled(title, Array(notice.basis.lines.prefix(10))))
        }
        let links = notice.references.prefix(5).map {
            SlackText.link($0) ?? SlackText.code($0, limit: 300)
        }
        if !links.isEmpty {
            let text = Text.markup(links.joined(separator: "\n"))
            blocks.append(Block(type: "context", elements: [text]))
        }
        blocks.append(Block(type: "context", elements: Self.footer(notice)))
        self.blocks = blocks
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(channel, forKey: .channel)
        try values.encodeIfPresent(threadTimestamp, forKey: .threadTimestamp)
        try values.encodeIfPresent(isBroadcast, forKey: .isBroadcast)
        try values.encode(text, forKey: .text)
        try values.encode(blocks, forKey: .blocks)
        // A preview would fetch the URL.
        try values.encode(false, forKey: .unfurlsLinks)
        try values.encode(false, forKey: .unfurlsMedia)
    }

    private static func titled(_ title: String, _ lines: [String]) -> Block {
        Block(type: "section", text: .markup("*\(title)*\n\(SlackText.codeBlock(lines))"))
    }

    private static func footer(_ notice: AlertNotice) -> [Text] {
        var texts = [notice.rule]
        if let control = notice.control { texts.append("control: \(control)") }
        let techniques = NoticeText(notice: notice).techniques
        if !techniques.isEmpty { texts.append("ATT&CK: \(techniques)") }
        if notice.basis.lines.isEmpty { texts.append("basis: \(notice.basis.kind.rawValue)") }
        texts.append("key: \(notice.key)")
        return texts.map { .plain($0, limit: 300) }
    }
}

/// Text from a log, escaped for Slack's markup.
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

    /// Escapes a text so that Slack finds no mention, no link and no end of a code span.
    ///
    /// - parameter limit: The most characters of the result, as it is sent.
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

    /// A code span, in which nothing is markup.
    static func code(_ text: String, limit: Int) -> String {
        text.isEmpty ? "–" : "`\(escaped(text, limit: max(1, limit - 2)))`"
    }

    /// A code block of at most 3,000 characters, with as many of the lines as fit.
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

    /// nil where the address is not safe as a link.
    static func link(_ address: String) -> String? {
        let sent = address.replacing("&", with: "&amp;")
        return isLink(address) && sent.utf8.count <= 500 ? "<\(sent)>" : nil
    }

    /// Whether an address is safe as a link: `https://`, and no character of the markup.
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

    /// Some workspaces parse `@channel` and the like in plain text, too.
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
