/// What credentials look like that are recognised by their first letters.
///
/// There is no rule for forty letters of base64 as such, which a secret access key is: hashes and
/// ids look alike. It is found beside its key id, or under its name.
struct TokenShape: Sendable {
    /// How it begins.
    let prefix: [UInt8]
    /// How many letters follow at least.
    let minimum: Int
    /// Whether the beginning stays, since it only says what follows.
    let keepsPrefix: Bool
    /// Whether only letters, digits, `_` and `-` follow.
    let isNarrow: Bool

    private init(
        _ prefix: String,
        _ minimum: Int,
        keepsPrefix: Bool = false,
        isNarrow: Bool = true
    ) {
        self.prefix = Array(prefix.utf8)
        self.minimum = minimum
        self.keepsPrefix = keepsPrefix
        self.isNarrow = isNarrow
    }

    private static let all: [TokenShape] = [
        // Session tokens of STS.
        TokenShape("IQoJb3JpZ2lu", 16, isNarrow: false), TokenShape("IQoJ", 60, isNarrow: false),
        TokenShape("FwoGZXIvYXdz", 16, isNarrow: false), TokenShape("FwoG", 60, isNarrow: false),
        TokenShape("FQoGZXIvYXdz", 16, isNarrow: false), TokenShape("FQoG", 60, isNarrow: false),
        TokenShape("AgoJb3JpZ2lu", 16, isNarrow: false), TokenShape("AgoJ", 96, isNarrow: false),
        TokenShape("AQoDYXdz", 60, isNarrow: false), TokenShape("AQoD", 96, isNarrow: false),
        // API keys of Bedrock.
        TokenShape("ABSK", 60, isNarrow: false),
        TokenShape("bedrock-api-key-", 20, isNarrow: false),
        // GitHub, GitLab, Slack.
        TokenShape("ghp_", 20), TokenShape("gho_", 20), TokenShape("ghu_", 20),
        TokenShape("ghs_", 20), TokenShape("ghr_", 20), TokenShape("github_pat_", 20),
        TokenShape("glpat-", 16), TokenShape("gldt-", 16), TokenShape("glrt-", 16),
        TokenShape("glptt-", 16), TokenShape("glcbt-", 16),
        TokenShape("xoxa-", 10), TokenShape("xoxb-", 10), TokenShape("xoxe-", 10),
        TokenShape("xoxe.", 10, isNarrow: false), TokenShape("xoxp-", 10),
        TokenShape("xoxr-", 10), TokenShape("xoxs-", 10), TokenShape("xapp-", 10),
        TokenShape("hooks.slack.com/services/", 10, keepsPrefix: true, isNarrow: false),
        TokenShape("discord.com/api/webhooks/", 10, keepsPrefix: true, isNarrow: false),
        // Others that many have.
        TokenShape("sk_live_", 10), TokenShape("rk_live_", 10), TokenShape("sk_test_", 10),
        TokenShape("sk-ant-", 16), TokenShape("sk-proj-", 16), TokenShape("npm_", 30),
        TokenShape("pypi-AgE", 16), TokenShape("dckr_pat_", 16), TokenShape("hvs.", 20),
        TokenShape("hvb.", 20), TokenShape("AIza", 35), TokenShape("SG.", 40, isNarrow: false),
        TokenShape("dop_v1_", 32), TokenShape("shpat_", 24), TokenShape("tskey-", 16),
        TokenShape("ATATT3x", 20, isNarrow: false), TokenShape("AGE-SECRET-KEY-1", 20),
        // Private keys in base64.
        TokenShape("LS0tLS1CRUdJTiBSU0EgUFJJVk", 16, isNarrow: false),
        TokenShape("LS0tLS1CRUdJTiBQUklWQVRF", 16, isNarrow: false),
        TokenShape("LS0tLS1CRUdJTiBPUEVOU1NI", 16, isNarrow: false),
        TokenShape("LS0tLS1CRUdJTiBFQyBQUklW", 16, isNarrow: false),
        TokenShape("LS0tLS1CRUdJTiBFTkNSWVBURU", 16, isNarrow: false),
    ]

    /// The shapes by their first byte; for one prefix the longer one first.
    static let byFirstByte: [[TokenShape]] = {
        var table = [[TokenShape]](repeating: [], count: 256)
        for shape in all { table[Int(shape.prefix[0])].append(shape) }
        return table
    }()

    /// The end of the credential that begins at a place; nil where none does.
    func end(in text: [UInt8], at start: Int) -> Int? {
        let behind = start + prefix.count
        guard behind + minimum <= text.count, text[start..<behind].elementsEqual(prefix) else {
            return nil
        }
        var end = behind
        while end < text.count, isNarrow ? text[end].isNameByte : text[end].isTokenByte { end += 1 }
        return end - behind >= minimum ? end : nil
    }
}

extension UInt8 {
    /// Whether it is a letter, a digit, `_` or `-`: base64 as URLs have it.
    var isNameByte: Bool { isWordByte || self == UInt8(ascii: "-") }

    /// Whether it may be in a token: base64 of either kind, with what URLs make of it.
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "."),
            UInt8(ascii: "~"), UInt8(ascii: "%"):
            true
        default: isNameByte
        }
    }
}
