import CloudTrail
import Testing

/// Texts that are looked for in records.
struct TextNeedleTests {
    private static let record = #"""
        {"eventTime":"2026-03-07T01:53:41Z","eventName":"RunInstances","requestParameters":
        {"port":27017,"isPublic":true,"nothing":null,"tags":[{"key":"owner","value":"Mallory"}],
        "escaped":"mal\u0069ce\/x","document":"{\"Action\":\"s3:*\"}","city":"MÜNCHEN","end":"xyzzy"}}
        """#

    @Test(arguments: [
        ("mallory", true), ("MALLORY", true), ("allor", true), ("malory", false),
        ("27017", true), ("7017", true), ("27018", false), ("true", true), ("null", false),
        // An escape is another spelling, and what the text says is what counts.
        ("malice/x", true), (#"u0069"#, false), (#""Action":"s3:*""#, true), (#"\"Action"#, false),
        ("münchen", true), ("MÜN", true), ("munchen", false),
        // Keys, and what holds values together, are no text.
        ("requestParameters", false), ("owner", true), ("isPublic", false), (#""value""#, false),
        ("xyzzy", true), ("xyzzy\"", false), ("2026-03-07T01", true), ("[", false),
    ])
    func `A value contains the text or none does`(text: String, isFound: Bool) throws {
        let event = try Event(parsing: Self.record.utf8)
        let needle = TextNeedle(text)
        #expect(event.hasText(with: needle) == isFound)
        if isFound { #expect(event.mayContain(needle)) }
    }

    @Test(arguments: 1...40)
    func `A quick look finds a text wherever it is`(length: Int) throws {
        let text = String("q9_z-aB.K:7/xYw".prefix(1 + length % 15))
        for position in 0..<24 {
            let filler = String(repeating: "qQa_", count: 6).prefix(position)
            let value = "\(filler)\(text.uppercased())\(String(repeating: "b", count: length))"
            let event = try Event(
                parsing: #"{"eventTime":"2026-03-07T01:53:41Z","x":"\#(value)"}"#.utf8
            )
            #expect(event.mayContain(TextNeedle(text)), "\(value)")
            #expect(event.hasText(with: TextNeedle(text)), "\(value)")
            #expect(!event.mayContain(TextNeedle(text + "#")), "\(value)")
        }
    }

    @Test
    func `What is blanked is not found, and what stands for it is`() throws {
        let event = try Event(
            parsing: #"""
                {"eventTime":"2026-03-07T01:53:41Z","requestParameters":{"userName":"ben",
                "password":"hunter2","url":"https://ci:hunter3@host/"}}
                """#.utf8
        )
        let blanked = event.blanked
        #expect(event.mayContain(TextNeedle("hidden_due_to")))
        for (text, isFound) in [
            ("hunter2", false), ("hunter3", false), ("ben", true), ("host", true),
            ("hidden_due_to", true),
        ] {
            #expect(blanked.hasText(with: TextNeedle(text)) == isFound, "\(text)")
        }
    }
}
