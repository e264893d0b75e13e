import AuditTestSupport
import CloudTrail
import Testing

/// What holds for every record, however it was put together.
struct BlankingPropertyTests {
    private static let secret = "LEAK9f8a7b6c5d4e"

    /// Places for a credential; `@` is where.
    private static let plants = [
        #"{"password":"@"}"#, #"{"a":{"sessionToken":"@","accessKeyId":"ASIA"}}"#,
        #"{"url":"https://user:@@@host/x?a=b"}"#.replacing("@@@", with: "@\u{1}"),
        #"{"x":"k?X-Amz-Signature=@&b=c"}"#, #"{"tags":[{"value":"@","key":"token"}]}"#,
        #"{"environment":[{"name":"é","value":"@"}]}"#, #"{"variables":{"a":["@",{"b":"@"}]}}"#,
        #"{"doc":"{\"password\": \"@\"}"}"#, #"{"doc":"[\"--token\",\"@\"]"}"#,
        #"{"m":"bad \"password\" password=@, 'token': '@'"}"#, #"{"commands":["@","@"]}"#,
        #"{"doc":"{\"d\":\"{\\\"secret\\\":\\\"@\\\"}\"}"}"#, #"{"secret":["@","@"]}"#,
        #"{"m":"\ud83d\udd10 Bearer @@@@ \u0000"}"#.replacing("@@@@", with: "@"),
        #"{"userData":{"x":{"y":"@"}},"z":[1,-2e5,true,null]}"#, #"["a",{"apiKey":"@"},[]]"#,
    ]

    private func record(_ random: inout SeededRandom, depth: Int = 0) -> String {
        let choice = Int.random(in: 0..<10, using: &random)
        if depth > 5 || choice < 4 {
            return (Self.plants.randomElement(using: &random) ?? "")
                .replacing("@\u{1}", with: Self.secret + "@").replacing("@host", with: "\u{1}host")
                .replacing("@", with: Self.secret).replacing("\u{1}host", with: "@host")
        }
        let parts = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
            record(&random, depth: depth + 1)
        }
        if choice < 7 { return "[" + parts.joined(separator: " ,\n") + "]" }
        return "{"
            + parts.enumerated().map { #""k\#($0)": \#($1)"# }.joined(separator: ",") + " }"
    }

    /// The kinds of values, and the keys of objects.
    private func structure(_ value: JSONValue) -> String {
        switch value.kind {
        case .object:
            "{" + value.members.map { $0.key + ":" + structure($0.value) }.joined(separator: ",")
                + "}"
        case .array: "[" + value.elements.map { structure($0) }.joined(separator: ",") + "]"
        case .string: "s"
        case .number, .boolean, .null: value.json
        }
    }

    private func event(_ parameters: String) throws -> Event {
        try Event(
            parsing: #"{"eventTime":"2026-03-07T01:00:00Z","requestParameters":\#(parameters)}"#
                .utf8
        )
    }

    @Test("No credential survives, the structure does, and blanking again changes nothing")
    func blanksAll() throws {
        var random = SeededRandom(seed: 11)
        var planted = 0
        for _ in 0..<2_000 {
            let event = try event(record(&random))
            let before = event.record.json
            let json = event.blankedJSON
            planted += before.contains(Self.secret) ? 1 : 0
            #expect(!json.contains(Self.secret), "\(before)")
            let again = try Event(parsing: json.utf8)
            #expect(structure(again.record) == structure(event.record), "\(before)")
            #expect(again.blankedJSON == json, "\(before)")
        }
        #expect(planted > 1_000)
    }

    @Test("Any bytes: blanked twice they are as blanked once")
    func anyBytes() {
        let parts =
            [
                "=", ":", "://", "@", "password", "token", "secret", "\"", "'", "\\", "%", "%3D",
                " ", "-----BEGIN ", "PRIVATE KEY", "-----END ", "eyJ", ".", "Bearer ", "{", "}",
                "[", "]", "ghp_", "IQoJ", "<", ">", "/", "&", "?", "é", "🔐", "a1B2c3d4", "--",
                "AKIAIOSFODNN7EXAMPLE", ",", "\u{0}", "https", "x-amz-signature", "HIDDEN_",
            ].map { Array($0.utf8) } + [[0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f]]
        var random = SeededRandom(seed: 5)
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                bytes += parts.randomElement(using: &random) ?? []
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let once = Blanking.text(text)
            #expect(Blanking.text(once) == once, "\(text.debugDescription)")
            // A line break does not pass the first look, so that all is searched.
            let searched = Blanking.text("\n" + text)
            #expect(searched == "\n" + once || searched == once, "\(text.debugDescription)")
        }
    }

    @Test(
        "Texts that an attacker made long take time in proportion",
        arguments: [
            "=", ":", "a=", "a:", "://", "://a:", "eyJ-", "IQoJ/", "\"", "\\\"", "token ", "{",
            "%25",
            "-----BEGIN PRIVATE KEY", "password:\"", "Bearer ", "<a>", "AKIAIOSFODNN7EXAMPLE ",
            " -u ",
            "'", "https://x:y", "oracle:thin:",
        ]
    )
    func longTexts(_ part: String) {
        let text = String(repeating: part, count: 200_000 / part.utf8.count)
        #expect(Blanking.text(text).isEmpty == false)
    }

    @Test("A record as deep as the scanner goes")
    func deep() throws {
        let depth = 500
        let parameters =
            String(repeating: #"{"a":["#, count: depth / 2) + #"{"password":"LEAK"}"#
            + String(repeating: "]}", count: depth / 2)
        let json = try event(parameters).blankedJSON
        #expect(!json.contains("LEAK"))
        #expect(json.contains(Blanking.mark))
    }
}
