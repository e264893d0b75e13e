/// What an attacker could put into a user agent, a session name or a tag.
public enum HostileText {
    /// Texts that harm some output or other.
    public static let all = [
        "\u{1b}[2J\u{1b}[1;1H", "\u{1b}]0;title\u{7}", "\u{9b}31m", "\u{90}q\u{9c}", "a\rb", "a\nb",
        "a\r\nb", "a\tb", "a\u{0}b", "a\u{7f}\u{8}b", "\u{202e}gnp.exe\u{202c}",
        "\u{2066}x\u{2069}",
        "\u{200f}\u{200e}\u{61c}", "prod\u{200b}db", "\u{feff}bom", "a\u{2028}b\u{2029}c",
        "\u{e0041}tag\u{e007f}", "\u{3164}", "a\u{200d}b", "👩‍👩‍👧",
        "e" + String(repeating: "\u{301}", count: 99),
        "=cmd|'/C calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "日本語", "Zoë",
        "\"quoted\", and a comma", #"C:\new\table"#, "'; DROP TABLE event; --", "<script>", "🔐🇩🇪👍🏽",
    ]
}
