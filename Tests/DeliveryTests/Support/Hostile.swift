import AuditTestSupport

@testable import Delivery

/// What somebody could put into a log to do harm in a message.
enum Hostile {
    static let texts =
        HostileText.all + [
            // Slack
            "<!channel>", "<!here|here>", "<@U012AB3CD>", "<#C012AB3CD>", "<!subteam^S012>",
            "<https://evil.example|https://console.aws.amazon.com>", "@channel", "@Here",
            "@everyone",
            "&lt;!channel&gt;", "`code` ```block```", "*bold* _it_ ~no~", ":fire:", "> quoted",
            "``` <!channel>",
            // mail
            "x\r\nBcc: all@evil.example", "x\nSubject: other", "x\r\n\r\nbody",
            "\r\n.\r\nMAIL FROM:<>",
            "=?UTF-8?Q?=0D=0ABcc:_a@evil.example?=", ".", "..", "From me", "a\u{b}b\u{c}c",
            // syslog
            #"a"]b\c"#, "] <34>1 2026-01-01T00:00:00Z evil app - - - forged",
            "x\n<34>1 - - - - - forged",
            "\u{0}", "\u{feff}<0>",
            // JSON and length
            #"{"a":"b\u0000"}"#, "</script>", String(repeating: "\u{1F510}", count: 5_000),
            String(repeating: "a ", count: 40_000),
        ]
}
